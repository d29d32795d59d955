import type { Policy } from '../core/policy.ts';

/** The words of what the registry texts, in one language. */
interface Texts {
  /** Names what the code is for, and that it is for nobody else. */
  code(code: string, minutes: number): string;
  /** A brand asks for consent; the brand's name is cut to fit. */
  consentRequest(brand: string): string;
}

/** Each fits one message: 160 characters of the GSM alphabet (3GPP TS 23.038), else 70 of UCS-2. */
const textsByLanguage: Readonly<Record<string, Texts>> = {
  zh: {
    code: (code, minutes) => `【免打扰登记】验证码${code}，${minutes}分钟内有效，用于设置免打扰偏好。请勿告知任何人。`,
    consentRequest: (brand) =>
      `【免打扰登记】${cut(brand, 16)}请求向您发送营销信息。未经您在登记处确认，一律无效；不同意则无需理会。`,
  },
  en: {
    code: (code, minutes) =>
      `Do-not-disturb registry: ${code} is your code to set your preferences, valid for ${minutes} min. Never share it with anyone.`,
    consentRequest: (brand) =>
      `Do-not-disturb registry: ${cut(gsm(brand), 24)} asks to send you advertising. It may only if you confirm at the registry. To say no, do nothing.`,
  },
  hi: {
    code: (code, minutes) => `DND कोड ${code}, ${minutes} मिनट वैध, पसंद बदलने हेतु। किसी को न बताएं।`,
    consentRequest: (brand) => `DND: ${cut(brand, 16)} विज्ञापन की अनुमति चाहता है। पुष्टि बिना अमान्य।`,
  },
  es: {
    code: (code, minutes) => `Registro No Molestar: ${code} para sus preferencias (${minutes} min). No lo comparta.`,
    consentRequest: (brand) =>
      `Registro No Molestar: ${cut(gsm(brand), 24)} quiere enviarle publicidad. Solo vale si usted lo confirma en el registro. Si no, no haga nada.`,
  },
};

/** The texts in a language of the policy, by BCP 47 tag; the policy's first language where none is named. */
export function textsOf(policy: Policy, language: string = policy.languages[0] ?? 'en'): Texts {
  const texts = textsByLanguage[language.split('-')[0] ?? ''] ?? textsByLanguage['en'];
  if (texts === undefined) throw new Error('there are no texts in English');
  return texts;
}

/** By UTF-16 units, as UCS-2 texts are counted, but no character as people see it is cut in two. */
function cut(name: string, unitsMax: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (kept.length + segment.length > unitsMax) break;
    kept += segment;
  }
  return kept;
}

/** Letters of the GSM alphabet's basic table beyond ASCII; with any other the whole text would be UCS-2. */
const gsmLetters = 'èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà';

/** A name within the GSM alphabet: `Telefónica` is `Telefonica`, what has no such form is `?`. */
function gsm(name: string): string {
  return [...name.normalize('NFC')]
    .map((letter) => (gsmLetters.includes(letter) ? letter : letter.normalize('NFD').charAt(0)))
    .map((letter) =>
      gsmLetters.includes(letter) || /[A-Za-z0-9 !"#$%&'()*+,\-./:;<=>?@_]/.test(letter) ? letter : '?',
    )
    .join('');
}
