import type { DeskWords } from '../desk-words.ts';

const number = new Intl.NumberFormat('hi');
const list = new Intl.ListFormat('hi');
const signed = new Intl.NumberFormat('hi', { signDisplay: 'exceptZero' });
const percent = new Intl.NumberFormat('hi', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });

export const hindiDesk: DeskWords = {
  places: { OVERVIEW: 'एक नज़र में', FIGURES: 'आँकड़े', RELEASES: 'प्रकाशन', REPLAYS: 'अगर ऐसा हो' },
  overview: {
    heading: 'नियामक का डेस्क',
    nothing: 'अभी कुछ प्रकाशित नहीं हुआ है। महीने के आँकड़े महीना पूरा होने के थोड़ी देर बाद प्रकाशित होते हैं।',
    latest: (period) => `ताज़ा प्रकाशन: ${period}`,
    files: 'उसकी फ़ाइलें और उनके डाइजेस्ट',
    registered: 'दर्ज नंबर, महीने-दर-महीने',
    enquiries: 'पूछताछ, महीने-दर-महीने',
    regions: 'दर्ज नंबर, इलाक़े के अनुसार',
    look: (what) => `और क़रीब से देखें: ${what}`,
    changed: (until, from) => `क्या बदला: ${from} की तुलना में ${until}`,
    nothingBefore: 'तुलना के लिए इससे पहले का कोई महीना नहीं है।',
    hidden: 'क्या प्रकाशित नहीं किया गया, और क्यों',
    why: (minimum) =>
      `1 से ${number.format(minimum - 1)} तक के आँकड़े प्रकाशित नहीं किए जाते, क्योंकि वे किसी व्यक्ति तक ले जा सकते हैं; और वे भी जिनसे ऐसा आँकड़ा निकाला जा सके। प्रकाशित न होना शून्य होना नहीं है, और शून्य दिखाया जाता है।`,
    notShown: 'प्रकाशित नहीं',
    of: 'कुल आँकड़े',
    share: 'हिस्सा',
  },
  figures: {
    heading: 'आँकड़े',
    lead: 'चुनें कि क्या देखना है। हर बार देखना रजिस्ट्री के लॉग में दर्ज होता है।',
    measure: 'आँकड़ा',
    choose: 'कोई आँकड़ा चुनें',
    showMeasure: 'आँकड़ा बदलें',
    unit: 'क्या गिना गया',
    period: 'अवधि',
    choice: 'अवधि और बँटवारा चुनें',
    from: 'कब से',
    until: 'कब तक',
    months: 'महीने',
    quarters: 'तिमाहियाँ',
    view: 'क्या दिखाएँ',
    views: { PERIODS: 'हर अवधि', CHANGE: 'पहली और आख़िरी, और उनका अंतर' },
    noneTicked: 'अगर कोई न चुना हो, तो सब अलग-अलग दिखते हैं।',
    show: 'आँकड़े दिखाएँ',
    each: (count) => `सब अलग-अलग (${number.format(count)})`,
    byEach: (dimension) => `${dimension} के अनुसार`,
    total: (all) => `केवल: ${all}`,
    only: (period) => `केवल ${period}`,
    since: (period) => `${period} से`,
    against: (period) => `${period} से तुलना करें`,
    compared: ([first = '', last = '']) => `${first} की तुलना में ${last}`,
    difference: 'अंतर',
    percent: 'प्रतिशत',
    noPercent: 'पहले शून्य',
    signed: (difference) => signed.format(difference),
    signedPercent: (share) => percent.format(share),
    drawn: (drawn, all) => `चित्र में ${number.format(all)} में से सबसे बड़ी ${number.format(drawn)} पंक्तियाँ हैं। तालिका में सब हैं।`,
    follow: (dimension) => `किसी नाम पर जाएँ और उसे ${dimension} के अनुसार देखें।`,
    finest: 'ये आँकड़े इससे आगे नहीं बँटते।',
    missing: (periods) => `इनका प्रकाशन नहीं है: ${list.format(periods)}।`,
    hidden: (hidden, all, minimum) =>
      `${number.format(all)} में से ${number.format(hidden)} आँकड़े प्रकाशित नहीं किए गए: वे ${number.format(minimum)} से कम हैं, या ऐसा कोई आँकड़ा उजागर कर देते।`,
    stop: (minimum) =>
      `गोपनीयता का नियम यहाँ रोक देता है: इनमें से कोई हिस्सा दिखाया जाए तो ${number.format(minimum)} से कम का कोई आँकड़ा उजागर हो जाएगा। कुल पर लौटें, या किसी और तरह से बाँटें।`,
    download: 'ये आँकड़े ले जाएँ',
    sameCells: 'फ़ाइलों में तालिका के आँकड़े हैं, उसी क्रम में।',
    noDifferences: 'अंतर उनमें नहीं हैं: वे आँकड़ों से निकल आते हैं।',
  },
  releases: {
    heading: 'प्रकाशन',
    lead: 'हर प्रकाशन रजिस्ट्री के लॉग में एक ही बार लिखा जाता है और कभी बदला नहीं जाता। तिमाही के आँकड़े उसके तीन महीनों से निकलते हैं।',
    period: 'अवधि',
    countedAt: 'कब गिना गया',
    position: 'लॉग में स्थान',
    policy: 'नीति',
    minimum: 'सबसे छोटा आँकड़ा जो दिखता है',
    rows: 'आँकड़े',
    suppressed: 'उनमें प्रकाशित नहीं',
    filesHeading: 'फ़ाइलें',
    filesLead: 'एक ही प्रकाशन से हमेशा वही बाइट मिलते हैं। मैनिफ़ेस्ट पर हस्ताक्षर है; हर डाउनलोड लॉग में दर्ज होता है।',
    file: 'फ़ाइल',
    bytes: 'आकार',
    digest: 'SHA-256',
    manifest: 'इन डाइजेस्ट का हस्ताक्षरित मैनिफ़ेस्ट',
  },
  errors: {
    measure: (entered, fitting) =>
      entered === '' ? 'कोई आँकड़ा चुनें' : `“${entered}” नाम का कोई आँकड़ा नहीं है। ये हैं: ${fitting}`,
    period: (entered) =>
      entered === ''
        ? 'अभी कुछ प्रकाशित नहीं हुआ है'
        : `“${entered}” कोई अवधि नहीं है। 2026-10 जैसा महीना या 2026-Q4 जैसी तिमाही लिखें`,
    otherKind: (kind) =>
      kind === 'MONTH' ? 'यहाँ भी महीना चुनें: पहली अवधि महीना है' : 'यहाँ भी तिमाही चुनें: पहली अवधि तिमाही है',
    untilBeforeFrom: (from) => `आख़िरी अवधि ${from} या उसके बाद की होनी चाहिए`,
    tooManyPeriods: (limit) => `ज़्यादा से ज़्यादा ${number.format(limit)} अवधियाँ चुनें`,
    nothingToCompare: 'यहाँ बाद की कोई अवधि चुनें: पहली और आख़िरी एक ही हैं',
    view: (entered) => `“${entered}” नहीं दिखाया जा सकता। हर अवधि चुनें, या पहली और आख़िरी`,
    field: (entered) => `पते में “${entered}” है, जो किसी आँकड़े में नहीं है। उसे हटाएँ`,
    dimension: (dimension, fitting) =>
      `यह आँकड़ा “${dimension}” के अनुसार नहीं बँटता, बल्कि इनके अनुसार: ${list.format(fitting)}`,
    member: (dimension, entered) => `${dimension}: “${entered}” नहीं है। उसे हटाएँ और सूची से चुनें`,
    tooManyCells: (count, limit) =>
      `ये ${number.format(count)} आँकड़े होंगे, और एक पृष्ठ पर ज़्यादा से ज़्यादा ${number.format(limit)} होते हैं। कम अवधियाँ चुनें, या नीचे कम निशान लगाएँ`,
    tooLong: 'इतने अलग-अलग चुनाव एक पते में नहीं समाते। कम चुनें, या कोई न चुनें ताकि सब अलग-अलग दिखें',
  },
  refusals: {
    NOT_FOUND: {
      heading: 'डेस्क पर ऐसा कोई पृष्ठ नहीं है',
      text: 'अगर आप किसी प्रकाशन के लिंक से आए हैं, तो हो सकता है वह अभी बना न हो।',
    },
    PERMISSION_DENIED: {
      heading: 'आप अभी यह नहीं देख सकते',
      text: 'आपके संगठन के अधिकार बदल गए हैं, या फ़ॉर्म बहुत पुराना था। वापस जाकर फिर कोशिश करें।',
    },
    TOO_MANY_REQUESTS: {
      heading: 'थोड़े समय में बहुत बार देखा गया',
      text: 'आँकड़े देखना हर बार हमेशा के लिए दर्ज होता है, इसलिए इसकी एक सीमा है। कुछ नहीं दिखाया गया।',
    },
    UNAVAILABLE: {
      heading: 'क्षमा करें, अभी कुछ नहीं दिखाया जा सकता',
      text: 'आँकड़े दिखाने से पहले हर बार दर्ज किया जाता है, और अभी यह नहीं हो सकता। कुछ नहीं दिखाया गया।',
    },
  },
};
