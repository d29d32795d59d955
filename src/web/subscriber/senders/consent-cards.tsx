import type { ConsentScope } from '../../../core/consent.ts';
import type { Consent } from '../../../registry/consents/read-consents.ts';
import type { SenderRefusal } from '../../../registry/consents/read-sender-refusals.ts';
import { Card, Facts } from '../../shell/card.tsx';
import { Button, Form } from '../../shell/form.tsx';
import type { WebContext } from '../../web-context.ts';
import { formatsIn, nameIn } from '../../words/formats.ts';
import { ownZone } from '../subscriber-page.tsx';

/** A consent that stands, to be withdrawn in one step, or one that is asked for: yes and no are equally easy. */
export function ConsentCard({ c, consent }: { readonly c: WebContext; readonly consent: Consent }) {
  const { senders } = c.get('words');
  const { brand, brandName, status, scope, since, expiresAt } = consent;
  const isAsked = status === 'REQUESTED';
  const buttonsOf = isAsked ? [senders.yes, senders.no] : [senders.withdraw];
  return (
    <Card title={brandName}>
      <Facts
        rows={[
          [senders.forWhat, scopeText(c, scope)],
          [isAsked ? senders.askedOn : senders.since, dateText(c, since)],
          [senders.until, expiresAt === undefined ? senders.untilWithdrawn : dateText(c, expiresAt)],
        ]}
      />
      <Form c={c} action={isAsked ? '/me/senders/answer' : '/me/senders/withdraw'}>
        <input type="hidden" name="brand" value={brand} />
        <div class="govuk-button-group">
          {buttonsOf.map((text, place) => (
            <Button
              text={text}
              look="secondary"
              label={senders.ofBrand(text, brandName)}
              name="answer"
              value={isAsked && place === 0 ? 'yes' : 'no'}
            />
          ))}
        </div>
      </Form>
    </Card>
  );
}

export function RefusalCard({ c, refusal }: { readonly c: WebContext; readonly refusal: SenderRefusal }) {
  const { senders } = c.get('words');
  const { brand, brandName, since } = refusal;
  return (
    <Card title={brandName}>
      <Facts rows={[[senders.since, dateText(c, since)]]} />
      <BrandForm c={c} action="/me/senders/readmit" brand={brand} brandName={brandName} text={senders.readmit} />
    </Card>
  );
}

export function BrandForm({
  c,
  action,
  brand,
  brandName,
  text,
}: {
  readonly c: WebContext;
  readonly action: string;
  readonly brand: string;
  readonly brandName: string;
  readonly text: string;
}) {
  return (
    <Form c={c} action={action}>
      <input type="hidden" name="brand" value={brand} />
      <Button text={text} look="secondary" label={c.get('words').senders.ofBrand(text, brandName)} />
    </Form>
  );
}

function dateText(c: WebContext, at: number): string {
  return formatsIn(c.get('language'), c.get('registry').policy).date(at, ownZone(c));
}

function scopeText(c: WebContext, { categories, channels }: ConsentScope): string {
  const { senders } = c.get('words');
  const { policy } = c.get('registry');
  const language = c.get('language');
  const { row } = formatsIn(language, policy);
  const named = (rows: readonly Named[], ids: readonly string[] | undefined) => {
    const covered = rows.filter(({ id }) => ids?.includes(id) !== false);
    return covered.length === rows.length ? undefined : row(covered.map(({ id }) => nameIn(rows, id, language)));
  };
  const [kinds, ways] = [named(policy.categories, categories), named(policy.channels, channels)];
  if (kinds === undefined && ways === undefined) return senders.everything;
  return senders.scope(kinds ?? senders.allCategories, ways ?? senders.allChannels);
}

type Named = Parameters<typeof nameIn>[0][number];
