import type { StandingWords } from '../standing-words.ts';

export const spanishStanding: StandingWords = {
  call: 'llamarle',
  text: 'enviarle mensajes',
  callOrText: 'llamarle o enviarle mensajes',
  anyhow: 'llamarle, enviarle mensajes o contactarle de cualquier otro modo',
  by: (channels) => `contactarle por ${channels}`,
  nobody: (reach) => `Nadie puede ${reach} para hacerle publicidad.`,
  anybody: (reach, times) => `Empresas de todo tipo pueden ${reach} para hacerle publicidad${times}.`,
  only: (categories, reach, times) => `Solo pueden ${reach} para hacerle publicidad${times}: ${categories}.`,
  allBut: (categories, reach, times) =>
    `Empresas de todo tipo pueden ${reach} para hacerle publicidad${times}. Solo no pueden: ${categories}.`,
  dayRange: (first, last) => `de ${first} a ${last}`,
  at: (days, hours) =>
    [days.startsWith('de ') || days === '' ? days : `los días ${days}`, hours].filter((part) => part !== '').join(' '),
  hours: (from, to) => `de ${from} a ${to}`,
  dayBegins: 'medianoche',
  dayEnds: 'medianoche',
  andAt: ', y ',
  times: (days, holidays) =>
    [days, holidays]
      .map((part, place) => (part === '' ? '' : `${place === 1 && days !== '' ? ', ' : ' '}${part}`))
      .join(''),
  notOn: (holidays) => `no en ${holidays.toLowerCase()}`,
  onlyOn: (holidays, hours) => `en ${holidays.toLowerCase()} solo ${hours}`,
  severalZones: 'Su número puede estar en más de una zona horaria: las horas valen en todas ellas.',
  service: {
    ALLOWED: 'Los mensajes sobre un servicio que usted usa, como una factura o una cita, le llegan.',
    AS_CHOSEN:
      'Los mensajes sobre un servicio que usted usa, como una factura o una cita, le llegan salvo que rechace aquí ese tipo de empresa, ese medio o esa hora.',
    REFUSED: 'Los mensajes sobre un servicio que usted usa, como una factura o una cita, también se rechazan.',
  },
  always: 'Los códigos de acceso, los avisos de sus propias cuentas y las autoridades siempre le llegan.',
};
