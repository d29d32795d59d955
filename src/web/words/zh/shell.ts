import type { ShellWords } from '../shell-words.ts';

export const chineseShell: ShellWords = {
  ownName: '中文',
  serviceName: '免打扰登记',
  skipToContent: '跳到主要内容',
  menu: '菜单',
  languages: '语言',
  demoPhase: '演示',
  demoNotice: '这是演示环境。您在此的任何操作都不会影响真实的电话。',
  errorPrefix: '错误：',
  warningPrefix: '重要：',
  errorSummary: '有一个问题',
  back: '返回',
  startAgain: '重新开始',
  reference: '程序接口（API）',
  refusals: {
    NOT_FOUND: {
      heading: '找不到页面',
      text: '如果是手动输入的网址，请检查是否正确；如果是点击链接进来的，链接可能已失效。',
    },
    UNAUTHENTICATED: { heading: '您已退出登录', text: '为了安全，一段时间后会自动退出。已保存的设置不会丢失。' },
    PERMISSION_DENIED: { heading: '不能在此进行该操作', text: '此页面不对您开放，或者表单已过期。请返回重试。' },
    TOO_MANY_REQUESTS: { heading: '尝试次数过多', text: '从此处或对该号码的请求过于频繁。' },
    QUOTA_EXCEEDED: { heading: '数量已达上限', text: '请先移除一些，再重试。' },
    PAYLOAD_TOO_LARGE: { heading: '内容太大', text: '您提交的内容超过了本页面允许的大小。' },
    UNAVAILABLE: {
      heading: '抱歉，登记系统暂时无法处理',
      text: '本次操作没有生效。您已登记的设置仍然有效，继续保护您。',
    },
    FAILED_PRECONDITION: { heading: '设置刚刚有变化', text: '您打开此页面期间，设置已通过其他方式更改。请重新查看。' },
    DEFECT: { heading: '抱歉，出错了', text: '这是我们的问题。请查看当前的设置，稍后再试。' },
    OTHER: { heading: '操作未成功', text: '您提交的内容无法使用。请返回重试。' },
  },
  tryAgainIn: (waitSec) => `请在${span(waitSec)}后重试。`,
  quote: (correlator) => `联系我们时，请提供编号 ${correlator}。`,
};

function span(waitSec: number): string {
  if (waitSec < 60) return `${waitSec}秒`;
  return waitSec < 5_400 ? `${Math.ceil(waitSec / 60)}分钟` : `${Math.ceil(waitSec / 3_600)}小时`;
}
