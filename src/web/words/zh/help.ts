import type { HelpWords } from '../help-words.ts';

export const chineseHelp: HelpWords = {
  heading: '帮助',
  lead: '遇到特殊情况怎么办。',
  sections: {
    lostPhone: {
      heading: '手机丢了',
      lines: [
        '请先联系运营商挂失SIM卡。在此期间，您的设置仍然有效，继续保护您。',
        '拿到您手机的人可以收到验证码并更改设置。补卡后请登录并查看历史记录：每次更改都在其中，您可以撤销。',
      ],
    },
    changedNumber: {
      heading: '换了号码',
      lines: [
        '设置是跟随号码的。请用新号码登录并重新设置。',
        '如果携号转网，一切保持不变。',
        '运营商把您的旧号码分配给他人时，您为该号码所做的设置随即终止，没有人能看到。',
      ],
    },
    relative: {
      heading: '帮家人设置',
      lines: [
        '请和家人一起操作：验证码会发到家人的手机上，然后在这里设置。',
        '如果做不到，家人可以到运营商营业厅办理，由营业员代为登记，并记录营业员的编号。',
        '运营商、营业员和日期都会出现在历史记录中，家人可以撤销。运营商不得削弱本人已有的设置。',
      ],
    },
  },
  texts: {
    heading: '用短信设置，无需上网',
    lead: (numbers) => `发送以下任一短信到 ${numbers}，回复会告诉您设置后的情况。`,
    caption: '短信内容及作用',
    text: '短信内容',
    does: '作用',
    refuseAll: '任何商家都不得打电话或发短信向您推销',
    refuse: (category) => `拒绝：${category}`,
    allow: (category) => `允许：${category}（回复会请您确认）`,
    refuseSender: (sender) => `屏蔽一个发送者，例如${sender}`,
    status: '查询当前设置',
    undo: '撤销上一次更改，后面加上回复中的编号',
    help: '查询可以发送的内容',
    language: (language) => `用${language}回复`,
    secondStep: '拒绝只需一条短信；允许还需用回复中的验证码再确认一次。',
    codes: '各行业的编号',
    code: '编号',
    stands: '代表',
  },
  disobeys: {
    heading: '仍然有人打扰我',
    reply: (words) => `直接回复该短信：${words}，即可屏蔽该发送者。`,
    shutOut: '也可以按名称或号码屏蔽。',
    receipt: '向商家索要凭证：它必须事先查询本登记系统，并能出示答复。任何人都可以核验。',
    complain: (numbers) => `按以下格式发送短信到 ${numbers} 投诉：`,
    within: (days) => `请在来电或短信后${days}天内投诉。`,
    unregistered: '未登记的发送者不得发送任何推销信息。',
  },
  itsText: '短信内容',
  shutOutLink: '屏蔽一个商家',
  checkLink: '核验凭证',
};
