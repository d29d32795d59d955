import type { Policy } from '../core/policy.ts';
import { cut, gsm } from './texts/one-message.ts';

/** The words of what the registry texts, in one language. */
interface Texts {
  /** Names what the code is for, and that it is for nobody else. */
  code(code: string, minutes: number): string;
  /** Names what is lost by it. */
  erasureCode(code: string, minutes: number): string;
  /** A brand asks for consent, which the code gives; the brand's name is cut to fit. */
  consentRequest(brand: string, code: string): string;
}

/** Each fits one message: 160 characters of the GSM alphabet (3GPP TS 23.038), else 70 of UCS-2. */
const textsByLanguage: Readonly<Record<string, Texts>> = {
  zh: {
    code: (code, minutes) => `【免打扰登记】验证码${code}，${minutes}分钟内有效，用于设置免打扰偏好。请勿告知任何人。`,
    erasureCode: (code, minutes) =>
      `【免打扰登记】验证码${code}，${minutes}分钟内有效，将删除您的全部登记和记录。请勿告知任何人。`,
    consentRequest: (brand, code) =>
      `【免打扰登记】${cut(brand, 16)}请求向您发送营销信息。同意请回复“同意${code}”，不同意无需理会。`,
  },
  en: {
    code: (code, minutes) =>
      `Do-not-disturb registry: ${code} is your code to set your preferences, valid for ${minutes} min. Never share it with anyone.`,
    erasureCode: (code, minutes) =>
      `Do-not-disturb registry: ${code} erases all your choices and your history; valid for ${minutes} min. Never share it with anyone.`,
    consentRequest: (brand, code) =>
      `Do-not-disturb registry: ${cut(gsm(brand), 24)} asks to send you advertising. To let it, reply YES ${code}. To say no, NO ${code}, or do nothing.`,
  },
  hi: {
    code: (code, minutes) => `DND कोड ${code}, ${minutes} मिनट वैध, पसंद बदलने हेतु। किसी को न बताएं।`,
    erasureCode: (code, minutes) => `DND कोड ${code}, ${minutes} मिनट: सब पसंद व इतिहास मिटेंगे। किसी को न बताएं।`,
    consentRequest: (brand, code) => `DND: ${cut(brand, 16)} विज्ञापन भेजना चाहता है। YES ${code} या NO ${code}`,
  },
  es: {
    code: (code, minutes) => `Registro No Molestar: ${code} para sus preferencias (${minutes} min). No lo comparta.`,
    erasureCode: (code, minutes) =>
      `Registro No Molestar: ${code} borra todas sus preferencias y su historial (${minutes} min). No lo comparta.`,
    consentRequest: (brand, code) =>
      `Registro No Molestar: ${cut(gsm(brand), 24)} quiere enviarle publicidad. Si le deja, responda SI ${code}. Si no, NO ${code}, o nada.`,
  },
};

/** The texts in a language of the policy, by BCP 47 tag; the policy's first language where none is named. */
export function textsOf(policy: Policy, language: string = policy.languages[0] ?? 'en'): Texts {
  const texts = textsByLanguage[language.split('-')[0] ?? ''] ?? textsByLanguage['en'];
  if (texts === undefined) throw new Error('there are no texts in English');
  return texts;
}
