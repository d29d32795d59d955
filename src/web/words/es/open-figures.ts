import type { OpenFiguresWords } from '../open-figures-words.ts';

export const spanishOpenFigures: OpenFiguresWords = {
  heading: 'Estadísticas',
  lead: 'Qué elige la gente en este registro, qué preguntan las empresas y qué se les responde: se cuenta cada mes, sin nombrar a nadie.',
  demo: 'Son datos de una demostración: inventados o de quienes la probaron. No dicen nada de un país real.',
  filters: { heading: 'Elija qué ver', period: 'Periodo', region: 'Provincia o región', show: 'Mostrar' },
  noSuchPeriod: 'No hay datos del periodo pedido. Se muestran los últimos.',
  noSuchRegion: 'No existe esa región. Se muestra todo el país.',
  key: {
    registered: 'Números registrados',
    refusingAll: 'lo rechazan todo',
    changes: 'Cambios hechos',
    enquiries: 'Números consultados',
  },
  contents: 'En esta página',
  next: (period, due) => `${period}, para el ${due}`,
  nextFigures: 'Próximos datos',
  overTime: (name) => `${name}: evolución`,
  byRegion: 'Números registrados por provincia o región',
  refusedBy: 'Números que rechazan un tipo de empresa',
  allowedBy: 'Números que permiten un tipo de empresa',
  unspokenBy: 'Números para los que decide la ley',
  consentsBy: 'Consentimientos que abarcan un tipo de empresa',
  enquiriesBy: 'Números consultados, por tipo de empresa',
  showTable: (title) => `Mostrar: ${title}`,
  countryOnly: 'Estos datos se cuentan solo para todo el país.',
  leftOut:
    'Esta publicación no tiene estos datos: no había nada que medir, ya era tarde para contarlos, o solo se publican por meses.',
  upTo: 'Cada cifra es el extremo superior de la clase en que cae la respuesta.',
  about: {
    heading: 'Sobre estos datos',
    period: 'Periodo',
    position: 'Contado hasta',
    positionHint: 'la última entrada del registro de cambios que entra en la cuenta',
    countedAt: 'Contado el',
    policy: 'Reglas',
    minimum: 'Menor cifra que se muestra',
    suppressedHeading: 'Qué significa «suprimido»',
    suppressed: (minimum, word) =>
      `Cuando detrás de una cifra hay menos de ${minimum} personas o números, podría decir algo de uno de ellos. Entonces se omite y se marca «${word}». También se omiten otras cifras de las que se podría deducir. No es cero: un cero se muestra como 0.`,
    notReleased:
      '«Sin publicar» indica que no hay publicación de ese periodo, o que la publicación no tenía esa cifra.',
    take: 'Descargar los datos: datos abiertos',
  },
  none: {
    heading: 'Todavía no hay estadísticas',
    text: (period, due) => `Los primeros datos serán los de ${period}. Se esperan para el ${due}.`,
    meanwhile: 'Los datos se cuentan por meses enteros, cuando cada mes ha terminado.',
  },
};
