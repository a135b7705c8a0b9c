/** Name formats of the API server (k8s.io/apimachinery pkg/util/validation/validation.go). Each check says what is wrong, or undefined. */

const label1123 = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const qualifiedName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** DNS label of RFC 1123: port names of Services, StatefulSet names, `serviceName`, `hostname`, `subdomain`. */
export function dns1123LabelProblem(name: string): string | undefined {
  if (name.length > 63) return `has ${name.length} characters, a DNS label has at most 63`;
  if (label1123.test(name)) return undefined;
  if (name.includes('.')) return 'contains dots, a DNS label does not';
  if (/[A-Z]/.test(name)) return 'contains upper-case letters, a DNS label is lower-case';
  if (name.includes('_')) return 'contains an underscore, a DNS label consists of a-z, 0-9 and -';
  return 'is not a DNS label: a-z, 0-9 and -, with a letter or digit at both ends';
}

/** DNS label of RFC 1035, which starts with a letter: Service names up to Kubernetes 1.35. */
export function dns1035LabelProblem(name: string): string | undefined {
  const problem = dns1123LabelProblem(name);
  if (problem) return problem;
  return label1035.test(name) ? undefined : 'starts with a digit';
}

/** Dot-separated DNS labels, 253 characters at most: most object names, `externalName`. */
export function dns1123SubdomainProblem(name: string): string | undefined {
  if (name.length > 253) return `has ${name.length} characters, a DNS name has at most 253`;
  if (name.split('.').every((part) => label1123.test(part))) return undefined;
  return 'is not a DNS name: labels of a-z, 0-9 and -, joined by dots';
}

/** IANA service name (RFC 6335): names of container ports and string `targetPort`s. */
export function portNameProblem(name: string): string | undefined {
  if (name.length > 15) return `has ${name.length} characters, a container port name has at most 15`;
  if (!/^[-a-z0-9]+$/.test(name)) return 'consists of other characters than a-z, 0-9 and -';
  if (!/[a-z]/.test(name)) return 'has no letter; a port number is written without quotes';
  if (name.includes('--')) return 'contains two hyphens in a row';
  if (name.startsWith('-') || name.endsWith('-')) return 'begins or ends with a hyphen';
  return undefined;
}

export function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) return `has ${value.length} characters, a label value has at most 63`;
  return labelValue.test(value) ? undefined : 'is not a label value: letters, digits, -, _ and ., with a letter or digit at both ends';
}

/** Keys of labels and selectors: an optional DNS prefix, a slash, a name of at most 63 characters. */
export function labelKeyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix === '' || dns1123SubdomainProblem(prefix))) return 'has a prefix that is no DNS name';
  if (name.length > 63) return 'has a name of more than 63 characters';
  return qualifiedName.test(name) ? undefined : 'is not a label key: letters, digits, -, _ and ., with a letter or digit at both ends';
}
