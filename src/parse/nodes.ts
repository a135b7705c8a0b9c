import { isScalar, type Node, type Scalar } from 'yaml';
import { resolvePlain } from './scalar.ts';

/** The value of a scalar as Kubernetes reads it, by its tag and its style. */
export function scalarValue(node: Scalar): unknown {
  const source = node.source ?? '';
  switch (node.tag) {
    case undefined:
    case '?':
      return node.type === 'PLAIN' ? resolvePlain(source) : node.value;
    case 'tag:yaml.org,2002:str':
      return node.type === 'PLAIN' && node.value === null ? '' : String(node.value);
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:null':
      return resolvePlain(String(node.value ?? ''));
    default:
      return node.value;
  }
}

/** `<<`, unless it is quoted. */
export function isMergeKey(node: Node | null): boolean {
  return isScalar(node) && node.source === '<<' && node.type === 'PLAIN';
}
