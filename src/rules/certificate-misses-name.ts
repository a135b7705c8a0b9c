import { uncovered, writtenName, type Certificate } from '../model/certificates.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'certificate-misses-name',
  subject: 'Certificate',
  severity: 'warning',
  summary: 'a certificate does not cover the names by which its Pods are addressed over TLS',
  check(certificate, { model, report }) {
    const found = uncovered(certificate, model);
    if (!found) return;
    const { workload, mentions } = found;
    const [mention] = mentions;
    const { host, name } = mention!;
    const others = new Set(mentions.map(({ host: { text } }) => text)).size - 1;
    const wanted = name.pod ? writtenName(mention!).replace(/^[^.]*/, '*') : writtenName(mention!);
    const { resource } = certificate;
    report({
      at: certificate.at,
      message: `This certificate of ${workload} does not cover "${host.text}"${others > 0 ? ` and ${others} more` : ''}, used over TLS${hint(certificate, writtenName(mention!))}. A client that verifies names refuses the connection.`,
      help: `Add "${wanted}" to ${resource.kind === 'Secret' ? 'the names of the certificate' : 'dnsNames'}, and the other forms in use: names are compared as written, and a wildcard stands for one label.`,
      related: mentions.slice(0, 3).map(({ at, host: { text } }) => ({ at, message: `"${text}" is used here` })),
    });
  },
});

/** What is there instead, where it is nearly the name. */
function hint({ names }: Certificate, host: string): string {
  const rest = host.slice(host.indexOf('.'));
  const short = names.find((name) => name.startsWith('*.') && host.endsWith(name.slice(1)));
  if (short) return ` ("${short}" stands for one label before it)`;
  const longer = names.find((name) => name.startsWith(`*${rest}.`) || name.startsWith(`${host}.`));
  if (longer) return ` ("${longer}" is another name to TLS)`;
  const other = names.find((name) => name.startsWith('*.'));
  return other ? ` ("${other}" covers other names)` : '';
}
