import type { DataWords } from '../data-words.ts';

export const spanishData: DataWords = {
  heading: 'Mis datos',
  downloadHeading: 'Llévese sus datos',
  downloadText: 'Todo lo que el registro tiene sobre usted y su número, en un archivo para programas (JSON).',
  download: 'Descargar mis datos',
  historyHeading: 'Olvidar mi historial',
  historyText: 'Lo que eligió le sigue protegiendo. Solo se borra cómo se llegó a ello.',
  forgetHistory: 'Olvidar mi historial …',
  historyConfirmHeading: '¿Olvidar su historial?',
  historyConfirmLines: [
    'Sus preferencias y las empresas que bloqueó quedan como están.',
    'Los cambios hechos hasta ahora y los mensajes que envió se borran. Ya no podrá deshacerlos.',
    'Lo que los operadores comunicaron de la línea se conserva, y también los recibos que usted guarde.',
  ],
  endConsents: 'Terminar también los consentimientos que di',
  confirmHistory: 'Sí, olvidar mi historial',
  historyForgotten: 'Su historial se ha olvidado. Lo que valía sigue valiendo.',
  everythingHeading: 'Olvidarlo todo',
  everythingText: 'Como si nunca hubiera estado aquí. Nada de lo que eligió le protegerá ya.',
  forgetEverything: 'Olvidarlo todo …',
  everythingConfirmHeading: '¿Olvidar todo sobre su número?',
  everythingConfirmLines: [
    'Terminan todas sus preferencias, consentimientos y bloqueos, y se borra su historial. No se puede deshacer.',
    'Lo que los operadores comunicaron de la línea se conserva: protege a quien tenga el número después.',
    'Se cierran todas sus sesiones.',
  ],
  thenByLaw: 'Entonces podrán contactarle según la ley',
  codeSent: (minutes) =>
    `Para estar seguros de que es usted, hemos enviado un código nuevo a su teléfono. Vale durante ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}.`,
  confirmEverything: 'Sí, olvidarlo todo',
  keep: 'No, conservarlo',
  everythingForgotten: 'Se ha olvidado todo',
  everythingForgottenText: 'La sesión está cerrada. Puede volver cuando quiera y elegir de nuevo.',
  receipt: 'Recibo',
  receiptOf: (event, when) => `Recibo: ${event}, ${when}`,
};
