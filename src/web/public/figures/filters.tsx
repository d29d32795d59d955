import { all, type Period } from '../../../core/statistics/release.ts';
import { memberNames } from '../../figures/member-name.ts';
import { periodName } from '../../figures/period-name.ts';
import { Button } from '../../shell/form.tsx';
import type { WebContext } from '../../web-context.ts';
import { type OpenFigures, regionsIn } from './open-figures.ts';

interface FiltersParts {
  readonly c: WebContext;
  readonly figures: OpenFigures;
  /** Latest first. */
  readonly released: readonly Period[];
}

/** Period and region; what is chosen stands in the address. */
export function Filters({ c, figures, released }: FiltersParts) {
  const { filters } = c.get('words').openFigures;
  const { policy } = c.get('registry');
  const language = c.get('language');
  const nameOf = memberNames(policy, language);
  const collator = new Intl.Collator(language);
  const regions = regionsIn(figures.release)
    .map((id) => ({ id, name: nameOf('region', id) }))
    .sort((a, b) => collator.compare(a.name, b.name));
  return (
    <form action="/figures" method="get" class="registry-filters">
      <Choice
        id="period"
        label={filters.period}
        chosen={figures.release.period.id}
        options={released.map(({ id }) => ({ id, name: periodName(policy, language, id) }))}
      />
      <Choice
        id="region"
        label={filters.region}
        chosen={figures.region}
        options={[{ id: all, name: nameOf('region', all) }, ...regions]}
      />
      <Button text={filters.show} look="secondary" mayRepeat />
    </form>
  );
}

interface ChoiceParts {
  readonly id: string;
  readonly label: string;
  readonly chosen: string;
  readonly options: readonly { readonly id: string; readonly name: string }[];
}

function Choice({ id, label, chosen, options }: ChoiceParts) {
  return (
    <div class="govuk-form-group">
      <label class="govuk-label" for={id}>
        {label}
      </label>
      <select class="govuk-select" id={id} name={id}>
        {options.map((option) => (
          <option value={option.id} {...(option.id === chosen ? { selected: true } : {})}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  );
}
