import { parse, type Spec, View } from 'vega';
import type { Run } from './results.ts';

interface Bar {
  readonly what: string;
  readonly run: string;
  readonly ratio: number;
  readonly floor: number;
  readonly goal: number;
}

/**
 * How far each judged figure is, as SVG: 1 is the floor, to the right of it is better, the mark is the goal. Where
 * less is more the ratio is turned over, so that all bars read alike.
 */
export function ratioPlot(runs: readonly Run[]): Promise<string> {
  const bars = runs.flatMap(({ registered, rows }) =>
    rows.flatMap(({ what, value, ratio = value, floor, goal, lessIsMore = false, peer, peerValue }): Bar[] => {
      if (floor === undefined || goal === undefined || (peer !== undefined && peerValue === undefined)) return [];
      const reached = lessIsMore ? floor / ratio : ratio / floor;
      const run = `${registered.toLocaleString('en')} numbers`;
      return [{ what: short(what), run, ratio: reached, floor: 1, goal: lessIsMore ? floor / goal : goal / floor }];
    }),
  );
  return new View(parse(specOf(bars)), { renderer: 'none' }).toSVG();
}

/** Counts that differ from run to run stand in the table. */
function short(what: string): string {
  return what.replace(/ with [\d,]+ registered/, '').replace(/ at [\d,]+\/s while [\d,]+ /, ' while ');
}

const rowHeight = 34;

function specOf(bars: readonly Bar[]): Spec {
  const names = [...new Set(bars.map(({ what }) => what))];
  return {
    width: 520,
    height: names.length * rowHeight,
    padding: 8,
    background: 'white',
    title: { text: 'Measured against the floor (1); the tick is the goal', anchor: 'start' },
    data: [{ name: 'bars', values: [...bars] }],
    scales: [
      { name: 'what', type: 'band', domain: names, range: 'height', padding: 0.25 },
      {
        name: 'ratio',
        type: 'log',
        domain: { data: 'bars', fields: ['ratio', 'floor', 'goal'] },
        range: 'width',
        nice: true,
      },
      { name: 'run', type: 'ordinal', domain: { data: 'bars', field: 'run' }, range: ['#1b4f72', '#7fb3d5'] },
    ],
    axes: [
      { orient: 'left', scale: 'what', labelLimit: 320, domain: false, ticks: false },
      { orient: 'bottom', scale: 'ratio', grid: true, tickCount: 6, format: '.3~g' },
    ],
    legends: [{ fill: 'run', orient: 'bottom', direction: 'horizontal', symbolType: 'circle' }],
    marks: [
      {
        type: 'rule',
        encode: {
          enter: {
            x: { scale: 'ratio', value: 1 },
            y: { value: 0 },
            y2: { signal: 'height' },
            stroke: { value: '#b03a2e' },
            strokeWidth: { value: 2 },
          },
        },
      },
      {
        type: 'symbol',
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'ratio', field: 'ratio' },
            y: { scale: 'what', field: 'what', band: 0.5 },
            size: { value: 110 },
            fill: { scale: 'run', field: 'run' },
          },
        },
      },
      {
        type: 'symbol',
        from: { data: 'bars' },
        encode: {
          enter: {
            x: { scale: 'ratio', field: 'goal' },
            y: { scale: 'what', field: 'what', band: 0.5 },
            shape: { value: 'stroke' },
            angle: { value: 90 },
            size: { value: 260 },
            stroke: { value: '#1e8449' },
            strokeWidth: { value: 3 },
          },
        },
      },
    ],
  };
}
