import { usableSenders } from '../../registry/organisations/usable-senders.ts';
import { Checkbox, FieldGroup, fieldState, Radios, Select } from '../shell/choice-fields.tsx';
import type { FormError } from '../shell/error-summary.tsx';
import { Button, Form } from '../shell/form.tsx';
import { formatsOf, nameIn } from '../shell/formats.ts';
import type { WebContext } from '../web-context.ts';
import type { GivenTerms } from './list-terms.ts';

export interface TermsFormParts {
  readonly c: WebContext;
  readonly action: string;
  readonly given: GivenTerms;
  /** Place from 1; empty: the one that was found. */
  readonly column: string;
  readonly errors: readonly FormError[];
}

/** What a list is asked about, and what shall come out. */
export function TermsForm({ c, action, given, column, errors }: TermsFormParts) {
  const { terms } = c.get('words').callCentre;
  const { policy } = c.get('registry');
  const named = ({ id, names }: { readonly id: string; readonly names: Readonly<Record<string, string>> }) => ({
    value: id,
    text: nameIn(c, names),
  });
  const choose = terms.choose;
  return (
    <>
      <h2 class="govuk-heading-m">{terms.heading}</h2>
      <Form c={c} action={action}>
        <input type="hidden" name="column" value={column} />
        <FieldGroup c={c} id="name" label={terms.name} errors={errors}>
          <input {...fieldState('input', 'name', undefined, errors)} type="text" value={given.name} maxlength={100} />
        </FieldGroup>
        <Select
          {...{ c, errors, choose, id: 'category', label: terms.category, value: given.category }}
          options={policy.categories.map(named)}
        />
        <Select
          {...{ c, errors, choose, id: 'channel', label: terms.channel, value: given.channel }}
          options={policy.channels.map(named)}
        />
        <SenderField c={c} given={given} errors={errors} />
        <PlannedField c={c} given={given} errors={errors} />
        <Radios
          {...{ c, errors, id: 'layout', label: terms.layout, value: given.layout }}
          options={[
            { value: 'ANNOTATED', text: terms.annotated, hint: terms.annotatedHint },
            { value: 'SPLIT', text: terms.split, hint: terms.splitHint },
          ]}
        />
        <Checkbox id="rowProofs" label={terms.proofs} hint={terms.proofsHint} isChecked={given.rowProofs} />
        <Button text={terms.start} />
      </Form>
    </>
  );
}

interface TermFieldParts {
  readonly c: WebContext;
  readonly given: GivenTerms;
  readonly errors: readonly FormError[];
}

/** To be chosen where all that may be used are known, else to be written. */
function SenderField({ c, given, errors }: TermFieldParts) {
  const { terms } = c.get('words').callCentre;
  const { senders, areAll } = usableSenders(c.get('registry'), c.get('caller'));
  const field = { c, errors, id: 'sender', label: terms.sender, hint: terms.senderHint };
  if (areAll && senders.length === 0) {
    return (
      <FieldGroup {...field} hint={terms.noSenders}>
        <input {...fieldState('input', 'sender', terms.noSenders, errors)} type="text" value={given.sender} />
      </FieldGroup>
    );
  }
  if (areAll) {
    const options = senders.map(({ sender: { senderId }, brandName }) => ({
      value: senderId,
      text: `${senderId} (${brandName})`,
    }));
    return <Select {...field} choose={terms.choose} options={options} value={given.sender} />;
  }
  return (
    <FieldGroup {...field}>
      <input
        {...fieldState('input', 'sender', terms.senderHint, errors)}
        type="text"
        list="senders"
        autocomplete="off"
        maxlength={128}
        value={given.sender}
      />
      <datalist id="senders">
        {senders.map(({ sender: { senderId }, brandName }) => (
          <option value={senderId}>{brandName}</option>
        ))}
      </datalist>
    </FieldGroup>
  );
}

function PlannedField({ c, given, errors }: TermFieldParts) {
  const { terms } = c.get('words').callCentre;
  const hint = terms.plannedHint(formatsOf(c).zone);
  const state = fieldState('input', 'plannedAt', hint, errors);
  return (
    <FieldGroup c={c} id="plannedAt" label={terms.plannedOptional} hint={hint} errors={errors}>
      <input {...state} class={`${state.class} govuk-input--width-20`} type="datetime-local" value={given.plannedAt} />
    </FieldGroup>
  );
}
