import type { SendersWords } from '../senders-words.ts';

const plural = new Intl.PluralRules('hi');

export const hindiSenders: SendersWords = {
  heading: 'कंपनियाँ जिन्हें मैंने अनुमति दी या रोका',
  asking: 'आपके जवाब की प्रतीक्षा में',
  askingLead: 'ये कंपनियाँ पूछती हैं कि क्या वे आपसे संपर्क कर सकती हैं। जब तक आप हाँ न कहें, वे नहीं कर सकतीं।',
  given: 'कंपनियाँ जिनके पास आपकी सहमति है',
  noneGiven: 'किसी कंपनी के पास आपकी सहमति नहीं है।',
  refused: 'कंपनियाँ जिन्हें आपने रोका',
  noneRefused: 'आपने किसी कंपनी को नहीं रोका है।',
  forWhat: 'किसलिए',
  since: 'कब से',
  askedOn: 'कब माँगी',
  until: 'कब तक',
  untilWithdrawn: 'जब तक आप वापस न लें',
  everything: 'सब कुछ, किसी भी तरीके से',
  scope: (categories, channels) => `${categories}, तरीका: ${channels}`,
  allCategories: 'सब कुछ',
  allChannels: 'कोई भी तरीका',
  yes: 'हाँ, संपर्क कर सकती है',
  no: 'नहीं, नहीं कर सकती',
  withdraw: 'सहमति वापस लें',
  readmit: 'रोक हटाएँ',
  refuse: 'रोकें',
  ofBrand: (button, brand) => `${button}: ${brand}`,
  searchHeading: 'किसी कंपनी को रोकें',
  searchLabel: 'उसका नाम, या जो नंबर या नाम आपने देखा',
  searchHint: 'जैसे संदेश भेजने वाला, या जिस नंबर से कॉल आई।',
  search: 'खोजें',
  searchEmpty: 'नाम या नंबर लिखें',
  found: (count) => `${count} ${plural.select(count) === 'one' ? 'कंपनी मिली' : 'कंपनियाँ मिलीं'}`,
  foundNothing:
    'इस नाम या नंबर की कोई पंजीकृत कंपनी नहीं है। बिना पंजीकरण के कोई विज्ञापन नहीं भेज सकता: क्या करें, यह मदद पेज पर देखें।',
  seenAs: 'ऐसे दिखती है',
  isRefused: 'पहले से रोकी हुई',
  gone: 'इसका जवाब पहले ही दिया जा चुका था या वापस लिया जा चुका था। अभी जो लागू है वह नीचे है।',
};
