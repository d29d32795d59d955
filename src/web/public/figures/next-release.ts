import { monthOf, periodAfter } from '../../../core/statistics/period.ts';
import { readReleases } from '../../../registry/statistics/read-releases.ts';
import { publicReader } from '../../../registry/statistics/reader.ts';
import { periodName } from '../../figures/period-name.ts';
import { localOfInstant, zoneOf } from '../../shell/formats.ts';
import type { WebContext } from '../../web-context.ts';
import { formatsIn } from '../../words/formats.ts';

/** The month that will be released next, the present one where none was, and the day after its end, as the page's language says them. */
export function nextRelease(c: WebContext): { readonly period: string; readonly due: string } {
  const { policy, now } = c.get('registry');
  const language = c.get('language');
  const latest = readReleases(c.get('registry'), publicReader).find(({ period }) => period.kind === 'MONTH');
  const month =
    latest === undefined ? monthOf(localOfInstant(zoneOf(c), now()).slice(0, 10)) : periodAfter(latest.period);
  const due = formatsIn(language, policy).date(Date.parse(`${month.until}T00:00:00Z`), 'UTC');
  return { period: periodName(policy, language, month.id), due };
}
