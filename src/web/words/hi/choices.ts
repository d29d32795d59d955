import type { ChoicesWords } from '../choices-words.ts';

const plural = new Intl.PluralRules('hi');

function companies(count: number): string {
  return `${count} ${plural.select(count) === 'one' ? 'कंपनी' : 'कंपनियों'}`;
}

export const hindiChoices: ChoicesWords = {
  heading: 'मुझसे कौन संपर्क कर सकता है',
  standsNow: 'अभी क्या लागू है',
  stanceLegend: 'विज्ञापन के लिए मुझे कौन कॉल या संदेश कर सकता है?',
  stances: {
    REFUSE_ALL: { label: 'कोई नहीं', hint: 'कोई अपवाद नहीं। नई तरह की कंपनियाँ भी मना हैं।' },
    REFUSE_EXCEPT: { label: 'केवल जिन्हें मैं चुनूँ', hint: 'बाकी सब मना हैं।' },
    LAW: { label: 'जैसा कानून कहता है', hint: 'आप फिर भी किसी तरह की कंपनियों को मना या अनुमति कर सकते हैं।' },
  },
  present: 'अभी लागू',
  tableHeading: 'कौन-सी कंपनियाँ, और कैसे',
  tableHint: 'सही के निशान का मतलब है: मुझसे संपर्क कर सकती हैं।',
  category: 'कंपनी का प्रकार',
  hoursLegend: 'किस समय?',
  hoursHint: 'सही के निशान का मतलब है: मेरे यहाँ की घड़ी से इस समय संपर्क कर सकते हैं।',
  daysLegend: 'किन दिनों में?',
  daysHint: 'सही के निशान का मतलब है: इस दिन संपर्क कर सकते हैं। छुट्टी का दिन अपने वार में भी गिना जाता है।',
  save: 'सहेजें',
  consented: (count) => `${companies(count)} के पास आपकी सहमति है; वे फिर भी संपर्क कर सकती हैं।`,
  asked: (count) => `${companies(count)} ने आपकी सहमति माँगी है; बिना सहमति संपर्क नहीं हो सकता।`,
  seeSenders: 'देखें',
  pickHeading: 'चुनें कि आपसे कौन संपर्क कर सकता है',
  pickHint: 'अभी कुछ सहेजा नहीं गया। जो संपर्क कर सकते हैं उन पर निशान लगाएँ, फिर सहेजें। बिना निशान वाले मना हैं।',
  confirmHeading: 'क्या आप यही चाहते हैं?',
  lessProtected: 'आपकी सुरक्षा अभी से कम हो जाएगी।',
  losesChoices: 'कंपनियों, समय और दिनों की आपकी अलग-अलग पसंद हट जाएगी।',
  endsConsents: (count, brands) =>
    `${companies(count)} को दी गई आपकी सहमति समाप्त हो जाएगी: ${brands}। वापस लेने से वह नहीं लौटेगी।`,
  thenStands: 'इसके बाद क्या लागू होगा',
  confirm: 'हाँ, बदलें',
  keep: 'नहीं, जैसा है वैसा रहने दें',
  conflictHeading: 'इस बीच आपकी पसंद बदल गई',
  conflictHint:
    'आपके यह पेज खोलने के बाद किसी ने आपके फ़ोन से, या आपने कहीं और से, इसे बदला। आपने जो भरा वह अभी सहेजा नहीं गया: दोनों देखें, फिर सहेजें।',
  entered: 'आपने जो भरा',
  youChose: (stance) => `आपने चुना: ${stance}।`,
  mayNoMore: 'अब संपर्क नहीं कर सकते:',
  mayNow: 'अब संपर्क कर सकते हैं:',
  quietNow: 'अब से शांति:',
  openNow: 'अब शांति नहीं:',
  onlyChannels: (category, channels) => `${category} (${channels})`,
};
