import type { ShellWords } from '../shell-words.ts';

export const hindiShell: ShellWords = {
  ownName: 'हिन्दी',
  serviceName: 'डू-नॉट-डिस्टर्ब रजिस्ट्री',
  skipToContent: 'मुख्य सामग्री पर जाएँ',
  menu: 'मेनू',
  languages: 'भाषा',
  demoPhase: 'डेमो',
  demoNotice: 'यह एक प्रदर्शन है। यहाँ किया गया कुछ भी किसी असली फ़ोन तक नहीं पहुँचता।',
  errorPrefix: 'त्रुटि: ',
  warningPrefix: 'ज़रूरी: ',
  errorSummary: 'एक समस्या है',
  back: 'वापस',
  startAgain: 'फिर से शुरू करें',
  reference: 'प्रोग्रामों के लिए: API',
  refusals: {
    NOT_FOUND: {
      heading: 'पेज नहीं मिला',
      text: 'अगर आपने पता टाइप किया है तो जाँच लें। अगर किसी लिंक से आए हैं तो वह पुराना हो सकता है।',
    },
    UNAUTHENTICATED: {
      heading: 'आप साइन आउट हो गए हैं',
      text: 'आपकी सुरक्षा के लिए कुछ समय बाद साइन आउट हो जाता है। सहेजा हुआ कुछ भी नहीं खोया।',
    },
    PERMISSION_DENIED: {
      heading: 'आप यहाँ यह नहीं कर सकते',
      text: 'यह पेज आपके लिए नहीं है, या फ़ॉर्म बहुत पुराना था। वापस जाकर फिर कोशिश करें।',
    },
    TOO_MANY_REQUESTS: { heading: 'बहुत बार कोशिश हुई', text: 'यहाँ से या इस नंबर के लिए यह बहुत बार माँगा गया।' },
    QUOTA_EXCEEDED: { heading: 'और जगह नहीं है', text: 'पहले कुछ हटाएँ, फिर कोशिश करें।' },
    PAYLOAD_TOO_LARGE: { heading: 'यह बहुत बड़ा है', text: 'आपने जो भेजा वह इस पेज की सीमा से बड़ा है।' },
    UNAVAILABLE: {
      heading: 'क्षमा करें, रजिस्ट्री अभी यह नहीं कर सकती',
      text: 'कुछ भी नहीं बदला। आपकी दर्ज पसंद लागू है और आपकी रक्षा करती है।',
    },
    FAILED_PRECONDITION: {
      heading: 'इस बीच कुछ बदल गया',
      text: 'यह पेज खुला रहते आपकी पसंद किसी और तरीके से बदली गई। उसे फिर देखें।',
    },
    DEFECT: { heading: 'क्षमा करें, कुछ गड़बड़ हुई', text: 'यह हमारी गलती है। अपनी पसंद देख लें और बाद में फिर कोशिश करें।' },
    OTHER: { heading: 'यह नहीं हो सका', text: 'आपने जो भेजा उसका उपयोग नहीं हो सका। वापस जाकर फिर कोशिश करें।' },
  },
  tryAgainIn: (waitSec) => `${span(waitSec)} बाद फिर कोशिश करें।`,
  quote: (correlator) => `हमें लिखते समय यह संख्या बताएँ: ${correlator}`,
};

function span(waitSec: number): string {
  if (waitSec < 60) return `${waitSec} सेकंड`;
  return waitSec < 5_400 ? `${Math.ceil(waitSec / 60)} मिनट` : `${Math.ceil(waitSec / 3_600)} घंटे`;
}
