import type { Child } from 'hono/jsx';
import { zonesOf } from '../../core/numbering-plan.ts';
import { maskPhoneNumber } from '../../core/phone-number.ts';
import { secondMs } from '../../core/time.ts';
import type { FormFields } from '../form-fields.ts';
import { Form } from '../shell/form.tsx';
import type { NavigationItem } from '../shell/header.tsx';
import { type PageParts, page } from '../shell/page.tsx';
import type { WebContext } from '../web-context.ts';
import { formatsIn } from '../words/formats.ts';

export type SubscriberPart = 'choices' | 'senders' | 'history' | 'data';

export const subscriberPaths: Readonly<Record<SubscriberPart, string>> = {
  choices: '/me',
  senders: '/me/senders',
  history: '/me/history',
  data: '/me/data',
};

/** A page of the holder of a number: with the way to his other pages, and until when he is signed in. */
export function subscriberPage(c: WebContext, current: SubscriberPart, parts: PageParts, children: Child): Response {
  return page(
    c,
    { ...parts, navigation: navigation(c, current), account: <Account c={c} path={subscriberPaths[current]} /> },
    children,
  );
}

/** The page that a form was on, to go back to. */
export function pagePathIn(form: FormFields): string {
  return form.oneOf('page', Object.values(subscriberPaths)) ?? subscriberPaths.choices;
}

function navigation(c: WebContext, current: SubscriberPart): readonly NavigationItem[] {
  const { subscriber } = c.get('words');
  const own = (Object.keys(subscriberPaths) as SubscriberPart[]).map((part) => ({
    path: subscriberPaths[part],
    text: subscriber[part],
    isCurrent: part === current,
  }));
  return [...own, { path: '/help', text: subscriber.help }];
}

/** The zone by whose clock the holder is told of hours: the first that his number may lie in. */
export function ownZone(c: WebContext): string {
  return zonesOf(c.get('registry').policy, c.get('subscriber').number)[0] ?? 'UTC';
}

/** Told before the end comes, without scripts too (WCAG 2.2.1); a script brings the last minutes to the fore. */
function Account({ c, path }: { readonly c: WebContext; readonly path: string }) {
  const { subscriber: words } = c.get('words');
  const registry = c.get('registry');
  const endsAt = c.get('sessionEndsAt');
  const time = formatsIn(c.get('language'), registry.policy).clock(endsAt, ownZone(c));
  const leftSec = Math.floor((endsAt - registry.now()) / secondMs);
  return (
    <section
      class="govuk-width-container registry-account"
      aria-label={words.session}
      data-session-left-sec={String(leftSec)}
    >
      <p class="govuk-body-s">
        {words.signedIn(maskPhoneNumber(c.get('subscriber').number), time)} {words.prolongs}
      </p>
      <div class="registry-account__ends-soon" role="alert" hidden>
        <p class="govuk-body govuk-!-font-weight-bold">{words.endsSoon}</p>
      </div>
      <div class="registry-account__ways">
        <Form c={c} action="/me/stay">
          <input type="hidden" name="page" value={path} />
          <button type="submit" class="registry-link-button">
            {words.stay}
          </button>
        </Form>
        <Form c={c} action="/me/sign-out">
          <button type="submit" class="registry-link-button">
            {words.signOut}
          </button>
        </Form>
      </div>
    </section>
  );
}
