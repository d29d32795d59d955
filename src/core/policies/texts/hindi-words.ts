import type { LanguageWords } from './language-words.ts';

export const hindiWords: LanguageWords = {
  names: ['हिन्दी', 'हिंदी', 'Hindi', 'hi'],
  verbs: [
    ['REFUSE', ['बंद करो', 'बंद करें', 'बंद', 'रोको', 'रोकें', 'ब्लॉक']],
    ['ALLOW', ['चालू करो', 'चालू करें', 'चालू', 'अनुमति', 'अनब्लॉक']],
    ['STATUS', ['स्थिति']],
    ['HELP', ['मदद', 'सहायता']],
    ['MENU', ['सूची']],
    ['SIGN_IN', ['कोड', 'लॉगिन']],
    ['UNDO', ['वापस']],
    ['CONFIRM', ['हाँ', 'हां']],
    ['DECLINE', ['नहीं']],
    ['LANGUAGE', ['भाषा']],
  ],
  all: ['सब', 'सभी', 'सारे', 'पूरा'],
  categories: {
    FINANCE: ['बैंक', 'बैंकिंग', 'बीमा', 'लोन'],
    REAL_ESTATE: ['मकान', 'संपत्ति'],
    EDUCATION: ['शिक्षा'],
    HEALTH: ['स्वास्थ्य'],
    RETAIL_CONSUMER: ['खरीदारी'],
    TELECOM_IT: ['संचार'],
    TRAVEL_LEISURE: ['पर्यटन'],
    FOOD_BEVERAGE: ['खाद्य', 'खाना'],
  },
  channels: { VOICE: ['कॉल'], SMS: ['एसएमएस', 'संदेश'] },
  plainRefusals: {
    phrases: [
      ...['बंद करो', 'बंद करें', 'बंद कर दो', 'मत भेजो', 'मत भेजें', 'मत भेजिए', 'ना भेजें', 'न भेजें', 'नहीं चाहिए'],
      ...['परेशान मत करो', 'फोन मत करो', 'कॉल मत करो', 'कॉल न करें', 'band karo', 'mat bhejo', 'nahi chahiye'],
    ],
    unless: ['बंद मत करो', 'बंद न करें', 'band mat karo'],
  },
};
