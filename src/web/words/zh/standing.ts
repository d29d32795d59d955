import type { StandingWords } from '../standing-words.ts';

export const chineseStanding: StandingWords = {
  call: '给您打电话',
  text: '给您发短信',
  callOrText: '给您打电话或发短信',
  anyhow: '以任何方式联系您',
  by: (channels) => `通过${channels}联系您`,
  nobody: (reach) => `任何商家都不得${reach}进行推销。`,
  anybody: (reach, times) => `${times}各行各业都可以${reach}进行推销。`,
  only: (categories, reach, times) => `${times}只有以下行业可以${reach}进行推销：${categories}。`,
  allBut: (categories, reach, times) => `${times}除以下行业外，其他行业都可以${reach}进行推销：${categories}。`,
  dayRange: (first, last) => `${first}至${last}`,
  at: (days, hours) => `${days}${hours}`,
  hours: (from, to) => `${from}至${to}`,
  dayBegins: '0:00',
  dayEnds: '24:00',
  andAt: '和',
  times: (days, holidays) =>
    days !== '' && holidays !== '' ? `${days}（${holidays}），` : days + holidays === '' ? '' : `${days}${holidays}，`,
  notOn: (holidays) => `${holidays}除外`,
  onlyOn: (holidays, hours) => `${holidays}只限${hours}`,
  severalZones: '您的号码可能属于多个时区：时间限制在每个时区都有效。',
  service: {
    ALLOWED: '您正在使用的服务的消息（如账单、预约）可以联系到您。',
    AS_CHOSEN: '您正在使用的服务的消息（如账单、预约）可以联系到您，但您在此拒绝的行业、方式和时间除外。',
    REFUSED: '您正在使用的服务的消息（如账单、预约）也会被拒绝。',
  },
  always: '登录验证码、您本人账户的提醒以及政府部门的通知始终可以送达。',
};
