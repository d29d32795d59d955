import type { Band, DayType, Names, Source } from '../policy.ts';

const weekdayNames = {
  zh: ['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  es: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'],
  hi: ['सोमवार', 'मंगलवार', 'बुधवार', 'गुरुवार', 'शुक्रवार', 'शनिवार', 'रविवार'],
} as const;

const weekdayIds = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

/** Ids of the nine bands, `FROM_TO` in hours: the bands that India's regulation and test sheets name. */
const bandIds = ['H00_06', 'H06_08', 'H08_10', 'H10_12', 'H12_14', 'H14_16', 'H16_18', 'H18_21', 'H21_24'] as const;

/** The days of the week and the holidays, `MON` to `SUN` and `HOLIDAY`, coded upwards from `firstCode`. */
export function weekAndHolidays(
  languages: readonly (keyof typeof weekdayNames)[],
  firstCode: number,
  holidayNames: Names,
  source: Source,
): readonly DayType[] {
  const weekdays = weekdayIds.map((id, place) => ({
    id,
    code: firstCode + place,
    weekday: place + 1,
    names: Object.fromEntries(languages.map((language) => [language, weekdayNames[language][place] ?? id])),
    ...source,
  }));
  return [...weekdays, { id: 'HOLIDAY', code: firstCode + weekdays.length, names: holidayNames, ...source }];
}

/** The nine bands, coded upwards from `firstCode`. */
export function nineBands(firstCode: number, source: Source): readonly Band[] {
  return bandIds.map((id, place) => ({
    id,
    code: firstCode + place,
    from: `${id.slice(1, 3)}:00`,
    to: `${id.slice(4)}:00`,
    ...source,
  }));
}
