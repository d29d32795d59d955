import type { Policy } from '../../core/policy.ts';
import type { PeriodId } from '../../core/statistics/release.ts';
import type { ChartPeriod } from '../charts/chart-parts.ts';
import { formatsIn } from '../words/formats.ts';
import { wordsIn } from '../words/words.ts';

/** A month or quarter as a language has it; what is neither goes by its id. */
export function periodName(policy: Policy, language: string, id: PeriodId): string {
  return chartPeriod(policy, language, id).name;
}

/** The same with what stands under an axis of time. */
export function chartPeriod(policy: Policy, language: string, id: PeriodId): ChartPeriod {
  const formats = formatsIn(language, policy);
  const { quarter, shortQuarter } = wordsIn(language).figures;
  const [year = '', part = ''] = id.split('-');
  const place = Number(part.replace('Q', ''));
  if (!/^\d{4}-(?:0[1-9]|1[0-2]|Q[1-4])$/.test(id)) return { name: id, tick: id, year: '' };
  if (part.startsWith('Q')) return { name: quarter(place, year), tick: shortQuarter(place), year };
  return { name: formats.month(Number(year), place), tick: formats.shortMonth(place), year };
}
