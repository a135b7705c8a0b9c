import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { subjectAltNames } from '../src/names/subject-alt-names.ts';
import { root } from './fixtures.ts';

const fixture = readFileSync(join(root, 'fixtures/rules/certificate-misses-name/secret-text.yaml'), 'utf8');
const der = /CERTIFICATE-----([\s\S]+?)-----END/.exec(fixture)![1]!.replace(/\s/g, '');
const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

test('names in a certificate', () => {
  assert.equal(subjectAltNames(pem(der)), ['es.logging.svc', '*.es-headless', 'localhost']);
  assert.equal(subjectAltNames(`${pem(der)}${pem('AAAA')}`), ['es.logging.svc', '*.es-headless', 'localhost'], 'the first is the own one');
});

test('what is no certificate has no names', () => {
  for (const text of ['', 'x', pem(''), pem('!!'), pem('AAAA'), pem('A'), pem(btoa('\x06\x03\x55\x1d\x11')), pem(btoa('\x06\x03\x55\x1d\x11\x04\xff'))]) assert.is(subjectAltNames(text), undefined, text);
});

test('a certificate that is cut off or damaged ends the reading', () => {
  const bytes = atob(der);
  for (let i = 0; i < bytes.length; i += 3) {
    for (const broken of [bytes.slice(0, i), `${bytes.slice(0, i)}\xff${bytes.slice(i + 1)}`, `${bytes.slice(0, i)}\x00${bytes.slice(i + 1)}`]) {
      const names = subjectAltNames(pem(btoa(broken)));
      assert.ok(names === undefined || Array.isArray(names));
    }
  }
});

test.run();
