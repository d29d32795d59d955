import type { PeopleWords } from '../people-words.ts';

export const spanishPeople: PeopleWords = {
  signIn: {
    heading: 'Entre por su organización',
    lead: 'Para quienes trabajan en empresas que llaman o envían mensajes, y en el regulador. No hay contraseña: se entra con un enlace que sirve una sola vez.',
    tokenLabel: 'Su enlace de entrada',
    tokenHint: 'Si no aparece ya escrito, pegue aquí el enlace completo.',
    button: 'Entrar',
    missing: 'Pegue su enlace de entrada',
    refused: 'Ese enlace no sirve, o ya no. Cada uno vale una vez, durante diez minutos: pida otro',
    howToGet: 'El enlace se lo da quien lleva la cuenta de su organización en este registro.',
    signedOut: 'Ha salido. Nada de lo que dejó aquí se pierde.',
  },
  session: {
    signedIn: (person, organisation, until) => `Ha entrado como ${person}, ${organisation}, hasta las ${until}.`,
    endsSoon: (until) =>
      `Su sesión termina a las ${until}. Pida antes otro enlace; nada de lo que dejó aquí se pierde.`,
    signOut: 'Salir',
  },
  notFor: {
    LISTS: {
      heading: 'Su empresa no comprueba listas aquí',
      text: 'Solo comprueban listas las empresas que llaman o envían mensajes. Si la suya lo hace, pregunte al operador de este registro.',
    },
    DESK: {
      heading: 'La mesa del regulador no es para su organización',
      text: 'Es para el personal del regulador, mientras su organización pueda ver las cifras. Si la suya es el regulador, pregunte al operador de este registro.',
    },
  },
  yours: 'Lo suyo:',
  wayTo: { LISTS: 'Sus listas', DESK: 'La mesa del regulador' },
};
