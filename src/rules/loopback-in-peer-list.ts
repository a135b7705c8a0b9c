import { withoutComments } from '../names/hosts.ts';
import type { Model } from '../model/model.ts';
import { isPeerList, optionAt } from '../names/options.ts';
import { peersOf } from '../names/peers.ts';
import { scaleOf } from '../model/pods.ts';
import type { Resource } from '../model/resource.ts';
import { textsOf, type Text } from '../names/texts.ts';
import type { Workload } from '../model/workload.ts';
import { defineRule } from '../rule.ts';

const loopback = /(?<![\w.-])(?:localhost|127\.0\.0\.1|\[::1\])(?![\w-]|\.\w)/;

export default defineRule({
  id: 'loopback-in-peer-list',
  subject: 'Workload',
  severity: 'warning',
  summary: 'a list of peers has a loopback address, which is another Pod for each that reads it',
  check(workload, { model, report }) {
    if (scaleOf(workload, model).most < 2) return;
    for (const { resource, text } of textsRead(workload, model)) {
      // Scripts decide for themselves which Pod they run in.
      if (!loopback.test(text.text) || /\bthen\b|\$\{?HOSTNAME|^#!/.test(text.text)) continue;
      const found = [...withoutComments(text.text).matchAll(new RegExp(loopback, 'g'))];
      const nth = found.findIndex(({ index }) => isPeerList(optionAt(text, index)));
      if (nth < 0) continue;
      const [word] = found[nth]!;
      const option = optionAt(text, found[nth]!.index);
      report({
        at: { resource, path: text.path, on: 'value', part: { text: word, nth: occurrence(text.text, word, found[nth]!.index) } },
        message: `"${word}" in "${option}" is the Pod itself, for each of the Pods of ${workload}: under this entry every one finds itself instead of the peer that is meant.`,
        help: 'Write the names of the Pods under their headless Service, such as "web-0.web", or the name of the headless Service.',
      });
    }
  },
});

/** What the containers are given, and the files in which they look for their peers. */
function textsRead(workload: Workload, model: Model): { resource: Resource; text: Text }[] {
  const files = new Map<Text, Resource>();
  for (const { mention } of peersOf(workload, model)) if (mention.resource !== workload) files.set(mention.text, mention.resource);
  return [...textsOf(workload).map((text) => ({ resource: workload, text })), ...[...files].map(([text, resource]) => ({ resource, text }))];
}

function occurrence(text: string, word: string, index: number): number {
  return text.slice(0, index).split(word).length - 1;
}
