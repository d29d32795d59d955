import type { SubscriberWords } from '../subscriber-words.ts';

export const chineseSubscriber: SubscriberWords = {
  choices: '谁可以联系我',
  senders: '商家',
  history: '历史记录',
  data: '我的数据',
  help: '帮助',
  check: '核验凭证',
  session: '登录状态',
  signedIn: (number, time) => `已登录 ${number}，有效至 ${time}。`,
  prolongs: '打开或保存任何页面都会自动延长。',
  stay: '保持登录',
  signOut: '退出登录',
  endsSoon: '几分钟后将自动退出，未保存的内容会丢失。',
  notice: '请注意',
  undo: '撤销',
  saved: '已保存',
  nothingChanged: '没有变化：原来就是这样设置的。',
  undone: '已撤销，恢复为之前的设置。',
  undoTooLate: '无法撤销：之后又有其他更改。当前设置见下方。',
};
