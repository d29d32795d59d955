/** What the registry answers to texts, in one language. Codes and references are six digits. */
export interface Sentences {
  /** Whether names keep their accents and scripts; else they are put into the GSM alphabet. */
  readonly script: 'GSM' | 'UCS2';
  readonly comma: string;
  readonly allRefused: string;
  readonly nothingRefused: string;
  allBut(names: string): string;
  refused(names: string): string;
  allowed(names: string): string;
  readonly hours: string;
  more(count: number): string;
  undo(code: string): string;
  /** A YES makes the state so. */
  ifYes(code: string, state: string): string;
  /** The line was not shown: nothing of its state is said. */
  lineAsked(code: string): string;
  senderRefused(brand: string): string;
  senderAsked(brand: string, code: string): string;
  senderAllowed(brand: string): string;
  senderReadmitted(brand: string): string;
  senderStands(brand: string): string;
  itemOnly(brand: string): string;
  howToRefuse(brand: string): string;
  declined(brand: string): string;
  menu(codes: string): string;
  readonly help: string;
  readonly unknownWord: string;
  readonly unknownCode: string;
  readonly unknownSender: string;
  readonly codeMissing: string;
  readonly codeWrong: string;
  readonly changedSince: string;
  readonly late: string;
  readonly outOfService: string;
  readonly dropped: string;
  readonly languageSet: string;
  complaint(sender: string): string;
}

const en: Sentences = {
  script: 'GSM',
  comma: '; ',
  allRefused: 'All marketing refused.',
  nothingRefused: 'Nothing refused, the law applies.',
  allBut: (names) => `All refused but ${names}.`,
  refused: (names) => `Refused: ${names}.`,
  allowed: (names) => `Allowed: ${names}.`,
  hours: 'Some hours refused.',
  more: (count) => `${count} more`,
  undo: (code) => `To go back: UNDO ${code}`,
  ifYes: (code, state) => `With YES ${code}: ${state}`,
  lineAsked: (code) =>
    `DND registry: a text in your name reached us. If you sent it, reply YES ${code}. If not, do nothing.`,
  senderRefused: (brand) => `${brand} is shut out.`,
  senderAsked: (brand, code) => `To let ${brand} reach you, reply YES ${code}`,
  senderAllowed: (brand) => `${brand} may reach you.`,
  senderReadmitted: (brand) => `${brand} is no longer shut out.`,
  senderStands: (brand) => `${brand} is not shut out. Nothing was changed.`,
  itemOnly: (brand) => `Only ${brand} can end that single item. To shut it out wholly, reply STOP.`,
  howToRefuse: (brand) => `DND registry: not understood, nothing was changed. To shut out ${brand}, reply STOP.`,
  declined: (brand) => `${brand} has no consent of yours.`,
  menu: (codes) => `BLOCK and code: ${codes}`,
  help: 'DND registry. BLOCK 0 refuses all, BLOCK 1 a category, ALLOW 1 lets it through. MENU lists codes. STATUS tells what stands. UNDO takes back.',
  unknownWord:
    'Not understood, nothing was changed. BLOCK refuses all marketing, STATUS tells what stands, HELP explains.',
  unknownCode: 'A code was not understood, nothing was changed. MENU lists the codes, HELP explains.',
  unknownSender: 'No such sender is registered, nothing was changed. MENU lists the codes, HELP explains.',
  codeMissing: 'The six digits are missing, nothing was changed. They stand in the last reply.',
  codeWrong: 'That code does not hold, or no longer. Nothing was changed. STATUS tells what stands.',
  changedSince: 'Your choices changed since, so nothing was done. STATUS tells what stands.',
  late: 'Your text came late: only refusals were taken from it. Please send it again.',
  outOfService: 'Your carrier reports this line as out of service. Ask it to correct that.',
  dropped: 'Nothing was changed.',
  languageSet: 'The registry now writes to you in English.',
  complaint: (sender) =>
    `Your report on ${sender} was read, but complaints cannot be filed by text yet. To shut this sender out: BLOCK and its name.`,
};

const es: Sentences = {
  script: 'GSM',
  comma: '; ',
  allRefused: 'Toda la publicidad rechazada.',
  nothingRefused: 'Nada rechazado, rige la ley.',
  allBut: (names) => `Todo rechazado salvo ${names}.`,
  refused: (names) => `Rechazado: ${names}.`,
  allowed: (names) => `Permitido: ${names}.`,
  hours: 'Horas rechazadas.',
  more: (count) => `${count} mas`,
  undo: (code) => `Para volver: DESHACER ${code}`,
  ifYes: (code, state) => `Con SI ${code}: ${state}`,
  lineAsked: (code) =>
    `Registro No Molestar: recibimos un SMS a su nombre. Si es suyo, responda SI ${code}. Si no, no haga nada.`,
  senderRefused: (brand) => `${brand} queda excluido.`,
  senderAsked: (brand, code) => `Para admitir a ${brand}, responda SI ${code}`,
  senderAllowed: (brand) => `${brand} puede contactarle.`,
  senderReadmitted: (brand) => `${brand} ya no queda excluido.`,
  senderStands: (brand) => `${brand} no estaba excluido. Nada ha cambiado.`,
  itemOnly: (brand) => `Solo ${brand} puede terminar eso. Para excluirlo del todo, responda STOP.`,
  howToRefuse: (brand) =>
    `Registro No Molestar: no entendido, nada ha cambiado. Para excluir a ${brand}, responda STOP.`,
  declined: (brand) => `${brand} no tiene su permiso.`,
  menu: (codes) => `BLOQUEAR y codigo: ${codes}`,
  help: 'Registro No Molestar. BLOQUEAR 0 rechaza todo, BLOQUEAR 1 un sector, PERMITIR 1 lo admite. MENU: codigos. ESTADO: lo vigente. DESHACER.',
  unknownWord:
    'No entendido, nada ha cambiado. BLOQUEAR rechaza toda la publicidad, ESTADO dice lo vigente, AYUDA explica.',
  unknownCode: 'No conocemos ese codigo, nada ha cambiado. MENU da los codigos, AYUDA explica.',
  unknownSender: 'Ese remitente no consta, nada ha cambiado. MENU da los codigos, AYUDA explica.',
  codeMissing: 'Faltan las seis cifras, nada ha cambiado. Van en la ultima respuesta.',
  codeWrong: 'Ese codigo no vale o ya no. Nada ha cambiado. ESTADO dice lo vigente.',
  changedSince: 'Sus opciones cambiaron desde entonces: no se hizo nada. ESTADO dice lo vigente.',
  late: 'Su SMS llego tarde: solo valieron los rechazos. Por favor, repitalo.',
  outOfService: 'Su operador da esta linea por dada de baja. Pidale que lo corrija.',
  dropped: 'Nada ha cambiado.',
  languageSet: 'El registro le escribe ahora en español.',
  complaint: (sender) =>
    `Leimos su queja sobre ${sender}, pero aun no se admiten por SMS. Para excluirlo: BLOQUEAR y su nombre.`,
};

const zh: Sentences = {
  script: 'UCS2',
  comma: '、',
  allRefused: '已全部拒收。',
  nothingRefused: '未拒收，依法处理。',
  allBut: (names) => `除${names}外全部拒收。`,
  refused: (names) => `拒收：${names}。`,
  allowed: (names) => `接收：${names}。`,
  hours: '另有时段拒收。',
  more: (count) => `${count}项`,
  undo: (code) => `撤销请回复“撤销${code}”`,
  ifYes: (code, state) => `回复“同意${code}”后：${state}`,
  lineAsked: (code) => `【免打扰登记】收到以您名义发来的短信。如是本人，请回复“同意${code}”；否则无需理会。`,
  senderRefused: (brand) => `已拒收${brand}。`,
  senderAsked: (brand, code) => `如允许${brand}联系您，请回复“同意${code}”`,
  senderAllowed: (brand) => `${brand}可以联系您。`,
  senderReadmitted: (brand) => `已不再拒收${brand}。`,
  senderStands: (brand) => `您并未拒收${brand}，未作更改。`,
  itemOnly: (brand) => `单项只能由${brand}取消。如全部拒收，请回复“退订”。`,
  howToRefuse: (brand) => `【免打扰登记】未能识别，未作更改。拒收${brand}请回复“退订”。`,
  declined: (brand) => `${brand}未获您同意。`,
  menu: (codes) => `拒收+代码：${codes}`,
  help: '“拒收”加代码拒收一类，“拒收0”拒收全部，“允许”加代码接收，“菜单”看代码，“查询”看状态，“撤销”可撤回。',
  unknownWord: '未能识别，未作更改。回复“拒收”拒收全部营销，“查询”看状态，“帮助”看说明。',
  unknownCode: '代码有误，未作更改。回复“菜单”看代码，“帮助”看说明。',
  unknownSender: '没有登记这个发送方，未作更改。回复“菜单”看代码。',
  codeMissing: '缺少六位数字，未作更改。请见上一条回复。',
  codeWrong: '验证数字无效或已过期，未作更改。回复“查询”看状态。',
  changedSince: '此后设置已有变动，未作更改。回复“查询”看状态。',
  late: '短信到达过晚，只采纳了拒收部分，请重新发送。',
  outOfService: '运营商报告本号码已停机，请联系运营商更正。',
  dropped: '未作更改。',
  languageSet: '今后将以中文回复您。',
  complaint: (sender) => `已收到对${sender}的举报内容，但短信举报尚未开通。可回复“拒收”加发送方名称。`,
};

const hi: Sentences = {
  script: 'UCS2',
  comma: '; ',
  allRefused: 'सब बंद।',
  nothingRefused: 'कुछ बंद नहीं।',
  allBut: (names) => `${names} छोड़ सब बंद।`,
  refused: (names) => `बंद: ${names}।`,
  allowed: (names) => `चालू: ${names}।`,
  hours: 'समय।',
  more: (count) => `${count} और`,
  undo: (code) => `UNDO ${code}`,
  ifYes: (code, state) => `YES ${code}: ${state}`,
  lineAsked: (code) => `DND: आपके नाम से SMS आया। आपका है तो YES ${code} भेजें, वरना कुछ नहीं।`,
  senderRefused: (brand) => `${brand} बंद।`,
  senderAsked: (brand, code) => `${brand} को अनुमति: YES ${code}`,
  senderAllowed: (brand) => `${brand} को अनुमति है।`,
  senderReadmitted: (brand) => `${brand} अब बंद नहीं।`,
  senderStands: (brand) => `${brand} बंद नहीं था। कुछ नहीं बदला।`,
  itemOnly: (brand) => `यह केवल ${brand} रोक सकता है। पूरा बंद: STOP`,
  howToRefuse: (brand) => `समझ नहीं आया, कुछ नहीं बदला। ${brand} बंद: STOP`,
  declined: (brand) => `${brand} को अनुमति नहीं।`,
  menu: (codes) => `BLOCK: ${codes}`,
  help: 'BLOCK 0 सब बंद, BLOCK 1 श्रेणी बंद, ALLOW 1 चालू, MENU, STATUS, UNDO',
  unknownWord: 'समझ नहीं आया, कुछ नहीं बदला। BLOCK सब बंद, STATUS, HELP',
  unknownCode: 'कोड गलत, कुछ नहीं बदला। MENU में कोड, HELP',
  unknownSender: 'ऐसा प्रेषक दर्ज नहीं, कुछ नहीं बदला। MENU, HELP',
  codeMissing: 'छह अंक नहीं मिले, कुछ नहीं बदला।',
  codeWrong: 'कोड मान्य नहीं, कुछ नहीं बदला। STATUS भेजें।',
  changedSince: 'इस बीच पसंद बदली, कुछ नहीं किया। STATUS भेजें।',
  late: 'SMS देर से आया, केवल बंद करना माना। फिर भेजें।',
  outOfService: 'ऑपरेटर के अनुसार यह नंबर बंद है, उनसे ठीक करवाएँ।',
  dropped: 'कुछ नहीं बदला।',
  languageSet: 'अब उत्तर हिन्दी में आएँगे।',
  complaint: (sender) => `${sender} की शिकायत SMS से अभी नहीं ली जाती।`,
};

const byLanguage: Readonly<Record<string, Sentences>> = { en, es, zh, hi };

/** By BCP 47 tag; English where there are none of the language. */
export function sentencesIn(language: string): Sentences {
  return byLanguage[language.split('-')[0] ?? ''] ?? en;
}
