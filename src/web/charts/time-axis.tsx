import type { ChartPeriod } from './chart-parts.ts';
import { middleOf, type Scales } from './chart-scales.ts';

const tickY = 224;
const yearY = 244;
/** A year of months, and the one to compare with. */
const ticksMax = 13;

interface TimeAxisParts {
  readonly periods: readonly ChartPeriod[];
  readonly across: Scales['across'];
  /** How far it stands below its place. */
  readonly moved: number;
}

/** Half of the ticks go where the chart is narrow; the last period keeps its own. */
export function TimeAxis({ periods, across, moved }: TimeAxisParts) {
  const step = Math.ceil(periods.length / ticksMax);
  const shownFrom = (periods.length - 1) % step;
  return (
    <>
      {periods.map(({ tick, year }, at) => {
        const x = middleOf(across, at);
        const fromLast = periods.length - 1 - at;
        const isNarrowToo = periods.length <= ticksMax / 2 || fromLast % (2 * step) === 0;
        return (
          <>
            {at < shownFrom || fromLast % step !== 0 ? null : (
              <text
                x={x}
                y={tickY + moved}
                text-anchor="middle"
                {...(isNarrowToo ? {} : { class: 'registry-chart__extra' })}
              >
                {tick}
              </text>
            )}
            {showsYear(periods, at) ? (
              <text x={x} y={yearY + moved} text-anchor="middle">
                {year}
              </text>
            ) : null}
          </>
        );
      })}
    </>
  );
}

/** At the first period and where the year changes, unless the two would run into each other. */
function showsYear(periods: readonly ChartPeriod[], at: number): boolean {
  const year = periods[at]?.year;
  if (at > 0) return periods[at - 1]?.year !== year;
  const room = Math.ceil(periods.length / ticksMax) * 2;
  return periods.slice(0, room).every((period) => period.year === year) || periods.length <= 4;
}
