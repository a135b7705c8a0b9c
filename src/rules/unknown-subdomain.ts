import type { Service } from '../model/service.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'unknown-subdomain',
  subject: 'Workload',
  severity: 'warning',
  summary: '`subdomain` names no Service that selects the Pods',
  check(workload, { model, report }) {
    const { subdomain, namespace } = workload;
    // The governing Service of a StatefulSet has rules of its own.
    if (!subdomain || workload.isStatefulSet || (!workload.hostname && !workload.isIndexedJob)) return;
    const host = workload.hostname ?? `${workload.name}-0`;
    const link = model.find<Service>('Service', namespace, subdomain, workload);
    const selecting = model.servicesOf(workload).find((s) => s.isHeadless);
    const at = workload.podAt('subdomain');
    if (!link) {
      const near = selecting?.name ?? nearest(subdomain, model.namesAround('Service', namespace, workload));
      report({
        at,
        absence: true,
        message: `No Service "${subdomain}" in namespace "${namespace}"${near ? `; there is "${near}"` : ''}. A Pod's subdomain is the name of a Service that selects it: ${host}.${subdomain} does not resolve, except in the Pod itself.`,
        help: near ? `If "${near}" is meant, write that.` : `Add a headless Service "${subdomain}" that selects these Pods.`,
        related: selecting ? [{ at: selecting.at('metadata', 'name'), message: `headless Service "${selecting.name}" selects these Pods` }] : [],
      });
      return;
    }
    const service = link.resource;
    if (!link.close || !service.selectsPods || workload.mismatch(service.selector).length === 0) return;
    const [key] = workload.mismatch(service.selector);
    report({
      at,
      message: `Service "${subdomain}" does not select these Pods (they lack ${key}=${service.selector[key!]}): ${host}.${subdomain} does not resolve, except in the Pod itself.`,
      help: 'Make the selector and the labels agree, or name the Service that selects these Pods.',
      related: [
        { at: service.at('spec', 'selector', key!), message: `selector of Service "${subdomain}"` },
        { at: workload.podLabelAt(key!), message: `labels of ${workload}` },
      ],
    });
  },
});
