import { dns1123LabelProblem } from '../model/name-formats.ts';
import type { Service } from '../model/service.ts';
import { set } from '../remedy.ts';
import { defineRule } from '../rule.ts';
import { nearest } from '../spelling.ts';

export default defineRule({
  id: 'unknown-subdomain',
  subject: 'Workload',
  severity: 'warning',
  summary: '`subdomain` names no Service that selects the Pods',
  fixable: 'unsafe',
  check(workload, { model, report }) {
    const { subdomain, namespace } = workload;
    // The governing Service of a StatefulSet has rules of its own, and so has a malformed name.
    if (!subdomain || workload.isStatefulSet || !workload.isPlain || dns1123LabelProblem(subdomain)) return;
    const host = workload.isIndexedJob ? `${workload.name}-${workload.kind === 'CronJob' ? '…-' : ''}0` : workload.hostname;
    if (!host) return;
    const dead = `${host}.${subdomain} does not resolve${workload.hostNetwork ? '' : ', except in the Pod itself'}`;
    const at = workload.podAt('subdomain');
    const link = model.find<Service>('Service', namespace, subdomain, workload);
    if (!link) {
      const selecting = model.servicesOf(workload).find((s) => s.isHeadless);
      const elsewhere = selecting ? undefined : model.inOtherNamespace('Service', subdomain, workload);
      const near = selecting?.name ?? (elsewhere ? undefined : nearest(subdomain, model.namesAround('Service', namespace, workload)));
      report({
        at,
        absence: 'Service',
        message: `No Service "${subdomain}" in namespace "${namespace}"${elsewhere ? `, only in "${elsewhere.namespace}", where it cannot select these Pods` : near ? `; there is "${near}"` : ''}. ${dead}: subdomain is the name of a Service that selects the Pod.`,
        help: elsewhere ? 'Put both into one namespace.' : near ? `If "${near}" is meant, write that.` : `Add a headless Service "${subdomain}" that selects these Pods.`,
        fix: near === undefined ? undefined : { title: `Set subdomain: ${near}`, safety: 'unsafe', changes: [set(at, near)] },
        related: selecting ? [{ at: selecting.at('metadata', 'name'), message: `headless Service "${selecting.name}" selects these Pods` }] : [],
      });
      return;
    }
    const service = link.resource;
    const [key] = link.close && service.selectsPods ? workload.mismatch(service.selector) : [];
    if (key === undefined) return;
    report({
      at,
      message: `Service "${subdomain}" does not select these Pods (they lack ${key}=${service.selector[key]}), so ${dead}.`,
      help: 'Make the selector and the labels agree, or name the Service that selects these Pods.',
      related: [
        { at: service.at('spec', 'selector', key), message: `selector of Service "${subdomain}"` },
        { at: workload.podLabelAt(key), message: `labels of ${workload}` },
      ],
    });
  },
});
