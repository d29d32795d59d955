import type { Policy } from '../policy.ts';
import { cnPolicy } from './cn.ts';
import { esPolicy } from './es.ts';
import { inPolicy } from './in.ts';
import { usPolicy } from './us.ts';

/** The policies that this edition ships, by jurisdiction. */
export const policies: Readonly<Record<string, Policy>> = {
  CN: cnPolicy,
  IN: inPolicy,
  ES: esPolicy,
  US: usPolicy,
};
