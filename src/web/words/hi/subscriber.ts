import type { SubscriberWords } from '../subscriber-words.ts';

export const hindiSubscriber: SubscriberWords = {
  choices: 'मुझसे कौन संपर्क कर सकता है',
  senders: 'कंपनियाँ',
  history: 'इतिहास',
  data: 'मेरा डेटा',
  help: 'मदद',
  check: 'रसीद जाँचें',
  session: 'आपका सत्र',
  signedIn: (number, time) => `${number} के लिए ${time} तक साइन इन हैं।`,
  prolongs: 'कुछ भी खोलने या सहेजने से यह समय बढ़ जाता है।',
  stay: 'साइन इन रहें',
  signOut: 'साइन आउट',
  endsSoon: 'कुछ मिनटों में आप साइन आउट हो जाएँगे। जो सहेजा नहीं है वह खो जाएगा।',
  notice: 'ध्यान दें',
  undo: 'वापस लें',
  saved: 'सहेजा गया',
  nothingChanged: 'कुछ नहीं बदला: पहले से यही लागू था।',
  undone: 'वापस लिया गया: पहले जैसा फिर लागू है।',
  undoTooLate: 'इसे अब वापस नहीं लिया जा सकता: इसके बाद कुछ और बदला गया। अभी जो लागू है वह नीचे है।',
};
