import { resolvePlain } from '../parse/scalar.ts';
import type { GoverningPort, GoverningService } from './service.ts';

/** Writes the Service as YAML, each decision explained unless `comments` is false. Ends in a line break. */
export function governingServiceText(service: GoverningService, { comments = true }: { readonly comments?: boolean } = {}): string {
  const { name, namespace, publishNotReadyAddresses, selector, ports, why } = service;
  const beside = (text: string) => (comments ? ` # ${inComment(text)}` : '');
  const above = (text: string | undefined) => (comments && text ? [`  # ${inComment(text)}`] : []);
  return [
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: ${scalar(name)}${beside(why.name)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${scalar(namespace)}`]),
    'spec:',
    `  clusterIP: None${beside('headless: DNS answers with the Pods themselves')}`,
    ...above(why.publishNotReadyAddresses),
    ...(publishNotReadyAddresses ? ['  publishNotReadyAddresses: true'] : []),
    ...(ports.length ? [`  ports:${beside(why.ports)}`, ...ports.flatMap(portLines)] : above(why.ports)),
    `  selector:${beside(why.selector)}`,
    ...Object.entries(selector).map(([key, value]) => `    ${scalar(key)}: ${scalar(value)}`),
    '',
  ].join('\n');
}

/** The default protocol is left out, as people do. */
function portLines({ name, port, protocol, appProtocol }: GoverningPort): string[] {
  return [
    `    - name: ${scalar(name)}`,
    `      port: ${port}`,
    ...(protocol === 'TCP' ? [] : [`      protocol: ${scalar(protocol)}`]),
    ...(appProtocol === undefined ? [] : [`      appProtocol: ${scalar(appProtocol)}`]),
  ];
}

/** In quotes where a reader of YAML 1.1 or 1.2 takes it for anything but this text. */
function scalar(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && resolvePlain(text) === text ? text : JSON.stringify(text);
}

/** Names come from the input. A comment ends with its line, and double braces make a template of a file. */
function inComment(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]+/gu, ' ').replace(/\{(?=\{)/g, '{ ');
}
