import type { PeopleWords } from '../people-words.ts';

export const chinesePeople: PeopleWords = {
  signIn: {
    heading: '以单位人员身份登录',
    lead: '供拨打电话或发送短信的企业以及监管机构的人员使用。没有密码：用一次性链接登录。',
    tokenLabel: '您的登录链接',
    tokenHint: '如果这里没有自动填好，请把整个链接粘贴进来。',
    button: '登录',
    missing: '请粘贴您的登录链接',
    refused: '这个链接无效或已经失效。每个链接只能用一次，有效期十分钟：请重新索取',
    howToGet: '链接由贵单位负责本登记库账户的人提供。',
    signedOut: '您已退出登录。您留下的内容都不会丢失。',
  },
  session: {
    signedIn: (person, organisation, until) => `已登录：${person}，${organisation}，有效至${until}。`,
    endsSoon: (until) => `您将在${until}自动退出。请提前索取新的链接；您留下的内容都不会丢失。`,
    signOut: '退出登录',
  },
  notFor: {
    LISTS: {
      heading: '贵公司不在这里核查名单',
      text: '只有拨打电话或发送短信的企业才核查名单。如果贵公司需要，请联系本登记库的运营方。',
    },
    DESK: {
      heading: '监管工作台不面向贵单位',
      text: '这里只供监管机构的人员使用，并且该机构须有权查看统计数据。如果贵单位就是监管机构，请联系本登记库的运营方。',
    },
  },
  yours: '您可以使用：',
  wayTo: { LISTS: '您的名单', DESK: '监管工作台' },
};
