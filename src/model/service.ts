import { asMap, Resource, type Place } from './resource.ts';
import type { Labels } from './selector.ts';

export interface ServicePort {
  readonly index: number;
  readonly name: string | undefined;
  readonly port: number | undefined;
  /** As written; undefined where it defaults to `port`, which 0 and "" do too (core/v1 defaults.go SetDefaults_Service). */
  readonly targetPort: number | string | undefined;
  readonly protocol: string;
}

export class Service extends Resource {
  #ports: readonly ServicePort[] | undefined;

  /** Default ClusterIP. */
  get type(): string {
    return this.string('spec', 'type') || 'ClusterIP';
  }

  /** True where somebody meant `clusterIP: None`, also where it is written so that the API server refuses it. */
  get saysNone(): boolean {
    const ip = this.string('spec', 'clusterIP');
    if (ip) return ip.trim().toLowerCase() === 'none';
    return this.list('spec', 'clusterIPs').includes('None');
  }

  /** `clusterIP: None` on a Service that may have it (pkg/api/service/warnings.go). */
  get isHeadless(): boolean {
    return this.saysNone && this.type === 'ClusterIP';
  }

  get isExternalName(): boolean {
    return this.type === 'ExternalName';
  }

  /** Empty and absent are the same: a Service without a selector has its endpoints from elsewhere. */
  get selector(): Labels {
    return this.strings('spec', 'selector');
  }

  get hasSelector(): boolean {
    return Object.keys(this.map('spec', 'selector') ?? {}).length > 0;
  }

  /** Only these have Pods of their own choosing; the selector of an ExternalName is not looked at, and of one that cannot be read nothing is known. */
  get selectsPods(): boolean {
    return this.hasSelector && !this.isExternalName && Object.values(this.map('spec', 'selector')!).every((value) => typeof value === 'string');
  }

  get publishesNotReady(): boolean {
    return this.boolean('spec', 'publishNotReadyAddresses') === true;
  }

  get ports(): readonly ServicePort[] {
    return (this.#ports ??= this.list('spec', 'ports').flatMap((item, index) => {
      const fields = asMap(item);
      if (!fields) return [];
      const { name, port, targetPort, protocol } = fields;
      return [
        {
          index,
          name: typeof name === 'string' && name ? name : undefined,
          port: typeof port === 'number' ? port : undefined,
          targetPort: (typeof targetPort === 'number' || typeof targetPort === 'string') && targetPort !== 0 && targetPort !== '' ? targetPort : undefined,
          protocol: typeof protocol === 'string' && protocol ? protocol : 'TCP',
        },
      ];
    }));
  }

  /** A field of one of the ports. */
  portAt(port: ServicePort, ...path: string[]): Place {
    return this.at('spec', 'ports', port.index, ...path);
  }
}
