import type { Zone } from '../dns/zone.ts';
import type { ReportContext } from './context.ts';
import { zoneFile } from './zone-file.ts';
import { zoneJson } from './zone-json.ts';
import { table } from './zone-table.ts';

/** Turns a zone into text. */
export type ZoneReporter = (zone: Zone, context: ReportContext) => string;

/** Every format of a zone, by name. */
export const zoneReporters: Readonly<Record<string, ZoneReporter>> = { table, json: zoneJson, zone: zoneFile };
