import type { ChoicesWords } from '../choices-words.ts';

const plural = new Intl.PluralRules('es');

function companies(count: number): string {
  return `${count} ${plural.select(count) === 'one' ? 'empresa' : 'empresas'}`;
}

export const spanishChoices: ChoicesWords = {
  heading: 'Quién puede contactarme',
  standsNow: 'Lo que vale ahora',
  stanceLegend: '¿Quién puede llamarme o escribirme con publicidad?',
  stances: {
    REFUSE_ALL: { label: 'Nadie', hint: 'Sin excepciones. Los tipos de empresa nuevos también se rechazan.' },
    REFUSE_EXCEPT: { label: 'Solo quienes yo elija', hint: 'Los demás se rechazan.' },
    LAW: { label: 'Lo que diga la ley', hint: 'Aun así puede rechazar o permitir tipos de empresa concretos.' },
  },
  present: 'vale ahora',
  tableHeading: 'Qué empresas y cómo',
  tableHint: 'Una marca significa: puede contactarme.',
  category: 'Tipo de empresa',
  hoursLegend: '¿A qué horas?',
  hoursHint: 'Una marca significa: pueden contactarme, según la hora de donde vivo.',
  daysLegend: '¿Qué días?',
  daysHint: 'Una marca significa: pueden contactarme. Un festivo cuenta también como su día de la semana.',
  save: 'Guardar',
  consented: (count) =>
    `${companies(count)} ${count === 1 ? 'tiene' : 'tienen'} su consentimiento y ${count === 1 ? 'puede' : 'pueden'} contactarle de todos modos.`,
  asked: (count) =>
    `${companies(count)} ${count === 1 ? 'pide' : 'piden'} su consentimiento; sin él no ${count === 1 ? 'puede' : 'pueden'} contactarle.`,
  seeSenders: 'Ver cuáles',
  pickHeading: 'Elija quién puede contactarle',
  pickHint: 'Aún no se ha guardado nada. Marque quién puede contactarle y guarde. Quien no tenga marca se rechaza.',
  confirmHeading: '¿Es esto lo que quiere?',
  lessProtected: 'Estará menos protegido que ahora.',
  losesChoices: 'Se perderán sus elecciones de empresas, horas y días concretos.',
  endsConsents: (count, brands) =>
    `Terminará el consentimiento que dio a ${companies(count)}: ${brands}. Deshacer no lo recupera.`,
  thenStands: 'Lo que valdrá entonces',
  confirm: 'Sí, cambiarlo',
  keep: 'No, dejarlo como está',
  conflictHeading: 'Sus preferencias cambiaron entretanto',
  conflictHint:
    'Alguien con su teléfono las cambió después de que usted abriera esta página, o lo hizo usted en otro sitio. Lo que ha escrito no se ha guardado aún: mire ambas cosas y guarde.',
  entered: 'Lo que usted ha marcado',
  youChose: (stance) => `Ha elegido: ${stance}.`,
  mayNoMore: 'Ya no pueden contactarle:',
  mayNow: 'Ahora pueden contactarle:',
  quietNow: 'En silencio desde ahora:',
  openNow: 'Ya no en silencio:',
  onlyChannels: (category, channels) => `${category} (${channels})`,
};
