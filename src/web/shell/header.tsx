import type { WebContext } from '../web-context.ts';
import { wordsIn } from '../words/words.ts';

export interface NavigationItem {
  readonly path: string;
  readonly text: string;
  readonly isCurrent?: boolean;
}

/** Name of the service, the way to other languages, and the pages that belong together. */
export function Header({ c, navigation }: { readonly c: WebContext; readonly navigation: readonly NavigationItem[] }) {
  const { shell } = c.get('words');
  const { demo } = c.get('registry');
  return (
    <header class="govuk-template__header">
      <div class="govuk-generic-header">
        <div class="govuk-generic-header__container govuk-width-container">
          <div class="govuk-generic-header__logo">
            <a href="/" class="govuk-generic-header__homepage-link">
              {shell.serviceName}
            </a>
          </div>
        </div>
      </div>
      {navigation.length > 0 ? <Navigation c={c} items={navigation} /> : null}
      <div class="govuk-width-container">
        <Languages c={c} />
        {demo ? (
          <div class="govuk-phase-banner">
            <p class="govuk-phase-banner__content">
              <strong class="govuk-tag govuk-phase-banner__content__tag">{shell.demoPhase}</strong>
              <span class="govuk-phase-banner__text">{shell.demoNotice}</span>
            </p>
          </div>
        ) : null}
      </div>
    </header>
  );
}

function Languages({ c }: { readonly c: WebContext }) {
  const { languages } = c.get('registry').policy;
  const current = c.get('language');
  return (
    <nav class="govuk-language-navigation registry-languages" aria-label={c.get('words').shell.languages}>
      <ul class="govuk-language-navigation__list">
        {languages.map((tag) => (
          <li class="govuk-language-navigation__list-item">
            {tag === current ? (
              <span class="govuk-language-navigation__text" aria-current="true" lang={tag}>
                {wordsIn(tag).shell.ownName}
              </span>
            ) : (
              <a
                class="govuk-language-navigation__link"
                href={inLanguage(c, tag)}
                rel="alternate"
                lang={tag}
                hreflang={tag}
              >
                {wordsIn(tag).shell.ownName}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The same page; what a form has sent is not sent again. */
function inLanguage(c: WebContext, tag: string): string {
  const { pathname, searchParams } = new URL(c.req.url);
  searchParams.set('language', tag);
  return c.req.method === 'GET' ? `${pathname}?${searchParams}` : `${c.req.path}?language=${tag}`;
}

function Navigation({ c, items }: { readonly c: WebContext; readonly items: readonly NavigationItem[] }) {
  const { shell } = c.get('words');
  return (
    <div class="govuk-service-navigation" data-module="govuk-service-navigation">
      <div class="govuk-width-container">
        <div class="govuk-service-navigation__container">
          <nav aria-label={shell.menu} class="govuk-service-navigation__wrapper">
            <button
              type="button"
              class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
              aria-controls="navigation"
              hidden
            >
              {shell.menu}
            </button>
            <ul class="govuk-service-navigation__list" id="navigation">
              {items.map(({ path, text, isCurrent = false }) => (
                <li
                  class={`govuk-service-navigation__item${isCurrent ? ' govuk-service-navigation__item--active' : ''}`}
                >
                  <a
                    class="govuk-service-navigation__link"
                    href={path}
                    {...(isCurrent ? { 'aria-current': 'page' } : {})}
                  >
                    {isCurrent ? <strong class="govuk-service-navigation__active-fallback">{text}</strong> : text}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </div>
    </div>
  );
}
