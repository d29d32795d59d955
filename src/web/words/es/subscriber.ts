import type { SubscriberWords } from '../subscriber-words.ts';

export const spanishSubscriber: SubscriberWords = {
  choices: 'Quién puede contactarme',
  senders: 'Empresas',
  history: 'Historial',
  data: 'Mis datos',
  help: 'Ayuda',
  check: 'Comprobar un recibo',
  session: 'Su sesión',
  signedIn: (number, time) => `Sesión del número ${number} hasta las ${time}.`,
  prolongs: 'Se prolonga con cada página que abra o guarde.',
  stay: 'Seguir conectado',
  signOut: 'Cerrar sesión',
  endsSoon: 'La sesión termina en unos minutos. Lo que no haya guardado se perdería.',
  notice: 'Tenga en cuenta',
  undo: 'Deshacer',
  saved: 'Guardado',
  nothingChanged: 'No ha cambiado nada: ya constaba así.',
  undone: 'Deshecho: vuelve a valer lo de antes.',
  undoTooLate: 'Ya no se puede deshacer: después se cambió otra cosa. Abajo está lo que vale ahora.',
};
