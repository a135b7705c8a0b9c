import { uncovered, writtenName, type Certificate } from '../names/certificates.ts';
import { Workload } from '../model/workload.ts';
import { add } from '../remedy.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'certificate-misses-name',
  subject: 'Certificate',
  severity: 'warning',
  summary: 'a certificate does not cover the names by which its Pods are addressed over TLS',
  fixable: 'unsafe',
  check(certificate, { model, report }) {
    const found = uncovered(certificate, model);
    if (!found) return;
    const { workload, mentions } = found;
    const [mention] = mentions;
    const { host, name } = mention!;
    const others = new Set(mentions.map(({ host: { text } }) => text)).size - 1;
    const written = writtenName(mention!);
    const wanted = name.pod ? written.replace(/^[^.]*/, '*') : written;
    const { resource } = certificate;
    report({
      at: certificate.at,
      message: `This certificate of ${workload} does not cover "${host.text}"${others > 0 ? ` and ${others} more` : ''}, used over TLS${hint(certificate, written)}. A client that verifies names refuses the connection.`,
      help: `Add "${wanted}" to ${resource.kind === 'Certificate' ? 'dnsNames' : 'the names of the certificate'}, and the other forms in use: names are compared as written, and a wildcard stands for one label.`,
      fix: resource.kind === 'Certificate' && !/[$*]./.test(wanted.replace(/^\*/, '')) ? { title: `Add "${wanted}" to dnsNames`, safety: 'unsafe', changes: [add(resource.at('spec', 'dnsNames'), wanted)] } : undefined,
      related: mentions.slice(0, 3).map(({ at, host: { text } }) => ({ at, message: `"${text}" is used here` })),
    });
  },
});

/** What is there instead, where it is nearly the name. */
function hint({ names, resource }: Certificate, host: string): string {
  const rest = host.slice(host.indexOf('.'));
  // A volume's have variables.
  if (resource instanceof Workload) return '';
  const short = names.find((name) => name.startsWith('*.') && host.endsWith(name.slice(1)));
  if (short) return ` ("${short}" stands for one label before it)`;
  const longer = names.find((name) => name.startsWith(`*${rest}.`) || name.startsWith(`${host}.`));
  if (longer) return ` ("${longer}" is another name to TLS)`;
  const other = names.find((name) => name.startsWith('*.'));
  return other ? ` ("${other}" covers other names)` : '';
}
