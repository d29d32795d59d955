import type { StandingWords } from '../standing-words.ts';

export const hindiStanding: StandingWords = {
  call: 'कॉल से',
  text: 'संदेश से',
  callOrText: 'कॉल या संदेश से',
  anyhow: 'किसी भी तरीके से',
  by: (channels) => `इनसे (${channels})`,
  nobody: (reach) => `कोई भी कंपनी विज्ञापन के लिए आपसे ${reach} संपर्क नहीं कर सकती।`,
  anybody: (reach, times) => `हर तरह की कंपनियाँ विज्ञापन के लिए ${times}आपसे ${reach} संपर्क कर सकती हैं।`,
  only: (categories, reach, times) => `विज्ञापन के लिए ${times}आपसे ${reach} केवल ये संपर्क कर सकते हैं: ${categories}।`,
  allBut: (categories, reach, times) =>
    `विज्ञापन के लिए ${times}आपसे ${reach} हर तरह की कंपनियाँ संपर्क कर सकती हैं, सिवाय इनके: ${categories}।`,
  dayRange: (first, last) => `${first} से ${last}`,
  at: (days, hours) => [days, hours].filter((part) => part !== '').join(' '),
  hours: (from, to) => `${from} से ${to} तक`,
  dayBegins: 'आधी रात',
  dayEnds: 'आधी रात',
  andAt: ' और ',
  times: (days, holidays) => [days, holidays].map((part) => (part === '' ? '' : `${part} `)).join(''),
  notOn: (holidays) => `(${holidays} को छोड़कर)`,
  onlyOn: (holidays, hours) => `(${holidays} पर केवल ${hours})`,
  severalZones: 'आपका नंबर कई समय क्षेत्रों में हो सकता है: समय की सीमा हर क्षेत्र में लागू होती है।',
  service: {
    ALLOWED: 'आप जो सेवा इस्तेमाल करते हैं उसके संदेश, जैसे बिल या अपॉइंटमेंट, आप तक पहुँचते हैं।',
    AS_CHOSEN:
      'आप जो सेवा इस्तेमाल करते हैं उसके संदेश, जैसे बिल या अपॉइंटमेंट, आप तक पहुँचते हैं, जब तक आप यहाँ उस तरह की कंपनी, तरीके या समय को मना न करें।',
    REFUSED: 'आप जो सेवा इस्तेमाल करते हैं उसके संदेश, जैसे बिल या अपॉइंटमेंट, भी मना हैं।',
  },
  always: 'साइन-इन कोड, आपके अपने खाते की सूचनाएँ और सरकारी संदेश हमेशा पहुँचते हैं।',
};
