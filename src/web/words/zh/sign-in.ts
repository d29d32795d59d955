import type { SignInWords } from '../sign-in-words.ts';

export const chineseSignIn: SignInWords = {
  heading: '谁可以给您打电话、发短信，由您决定',
  lead: '只需设置一次：哪些行业可以向您推销、什么时间可以。商家联系您之前必须先查询，您的选择立即生效。完全免费。',
  numberLabel: '您的手机号码',
  numberHint: '我们会发送短信验证码，确认号码属于您。其他人不会知道您来过这里。',
  numberErrors: {
    empty: '请输入手机号码',
    'not a phone number': '请输入正确的手机号码，只含数字',
    'a decimal number': '请输入正确的手机号码，只含数字',
    'outside the numbering plan': '本登记系统只适用于本国号码，请检查号码',
  },
  sendCode: '发送验证码',
  codeHeading: '请输入短信验证码',
  codeSent: (minutes) => `短信可能需要一分钟才能送达，验证码${minutes}分钟内有效。`,
  codeLabel: '验证码',
  codeIncomplete: '请输入完整的6位验证码',
  codeRefused: '验证码不正确或已失效。请检查，或重新获取',
  goOn: '继续',
  noCode: '没有收到短信：重新获取，或更换号码',
};
