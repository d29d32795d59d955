import { measures } from '../../core/statistics/measures.ts';
import type { FormError } from '../shell/error-summary.tsx';
import type { WebContext } from '../web-context.ts';
import { figureNames } from './figure-names.ts';
import type { QueryFault } from './figures-query.ts';

/** What is wrong with an address, in words: the field, what was entered, and what would fit. */
export function queryErrors(c: WebContext, faults: readonly QueryFault[]): readonly FormError[] {
  return faults.map((fault) => queryError(c, fault));
}

function queryError(c: WebContext, fault: QueryFault): FormError {
  const { errors } = c.get('words').desk;
  const names = figureNames(c);
  switch (fault.kind) {
    case 'NO_SUCH_MEASURE':
      return { field: 'measure', text: errors.measure(fault.entered, measures.map(({ id }) => id).join(', ')) };
    case 'NO_SUCH_PERIOD':
      return { field: fault.field, text: errors.period(fault.entered) };
    case 'OTHER_KIND':
      return { field: 'until', text: errors.otherKind(fault.periods) };
    case 'UNTIL_BEFORE_FROM':
      return { field: 'until', text: errors.untilBeforeFrom(names.period(fault.from.id)) };
    case 'TOO_MANY_PERIODS':
      return { field: 'from', text: errors.tooManyPeriods(fault.limit) };
    case 'NOTHING_TO_COMPARE':
      return { field: 'until', text: errors.nothingToCompare };
    case 'NO_SUCH_VIEW':
      return { field: 'view', text: errors.view(fault.entered) };
    case 'NO_SUCH_FIELD':
      return { field: 'measure', text: errors.field(fault.entered) };
    case 'NOT_TOLD_APART': {
      const fitting = fault.measure.dimensions.map((id) => names.dimension(id));
      return { field: 'measure', text: errors.dimension(names.dimension(fault.dimension), fitting) };
    }
    case 'NO_SUCH_MEMBER':
      return { field: fault.dimension, text: errors.member(names.dimension(fault.dimension), fault.entered) };
    case 'TOO_MANY_CELLS':
      return { field: 'from', text: errors.tooManyCells(fault.count, fault.limit) };
    case 'ADDRESS_TOO_LONG':
      return { field: 'measure', text: errors.tooLong };
  }
}
