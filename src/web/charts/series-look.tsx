/** Series are told apart by shape and dash as well as by colour; colours are in the style sheet, by place. */
const shapes = ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0', 'M-4-4h8v8h-8z', 'M0-5.5l5.5 9.5h-11z', 'M0-6l6 6l-6 6l-6-6z'];
const cross = 'M-4-4l8 8M4-4l-8 8';

export function seriesClass(place: number): string {
  return `registry-series-${place + 1}`;
}

interface GlyphLook {
  readonly path: string;
  readonly look: 'mark' | 'cross';
}

interface GlyphParts {
  /** Of its series. */
  readonly place: number;
  /** May be in per cent. */
  readonly x: string;
  readonly y: number;
}

/** The mark of a series at a place of the chart. */
export function Mark(parts: GlyphParts) {
  return <Glyph x={parts.x} y={parts.y} path={shapes[parts.place] ?? ''} look="mark" />;
}

/** Where a value would stand if it were published. */
export function SuppressedMark({ x, y }: Omit<GlyphParts, 'place'>) {
  return <Glyph x={x} y={y} path={cross} look="cross" />;
}

function Glyph({ x, y, path, look }: Omit<GlyphParts, 'place'> & GlyphLook) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a part of the chart, which has a title
    <svg x={x} y={y}>
      <path d={path} class={`registry-chart__${look}`} />
    </svg>
  );
}

interface LegendParts {
  readonly names: readonly string[];
  readonly form: 'LINE' | 'COLUMN';
  /** The id under which the chart keeps its patterns. */
  readonly chartId: string;
  /** The word for what the crosses stand for; absent where the chart has none. */
  readonly suppressed?: string | undefined;
}

/** What the marks of a chart stand for. One series needs no key: the title names it. */
export function Legend({ names, form, chartId, suppressed }: LegendParts) {
  const shown = names.length > 1 ? names : [];
  if (shown.length === 0 && suppressed === undefined) return null;
  return (
    <ul class="registry-legend">
      {shown.map((name, place) => (
        <li>
          <svg width="28" height="14" aria-hidden="true" class={seriesClass(place)}>
            {form === 'LINE' ? (
              <>
                <line x1="0" y1="7" x2="28" y2="7" class="registry-chart__line" />
                <Mark place={place} x="14" y={7} />
              </>
            ) : (
              <rect width="28" height="14" class="registry-chart__column" fill={fillOf(chartId, place)} />
            )}
          </svg>
          {name}
        </li>
      ))}
      {suppressed === undefined ? null : (
        <li>
          <svg width="28" height="14" aria-hidden="true">
            <SuppressedMark x="14" y={7} />
          </svg>
          {suppressed}
        </li>
      )}
    </ul>
  );
}

/** A full column, then hatched, dotted and empty ones. */
export function fillOf(chartId: string, place: number): string {
  return place === 0 ? 'currentColor' : `url(#${chartId}-fill-${place + 1})`;
}

const patterns = ['M0 6L6 0M-1.5 1.5L1.5-1.5M4.5 7.5L7.5 4.5', 'M1.5 3h3', 'M0 0'];

/** The fills of columns, but for the full one. */
export function ColumnFills({ chartId, count }: { readonly chartId: string; readonly count: number }) {
  return (
    <defs>
      {patterns.slice(0, Math.max(0, count - 1)).map((path, place) => (
        <pattern
          id={`${chartId}-fill-${place + 2}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          class={seriesClass(place + 1)}
        >
          <path d={path} class="registry-chart__hatch" />
        </pattern>
      ))}
    </defs>
  );
}
