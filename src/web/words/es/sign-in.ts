import type { SignInWords } from '../sign-in-words.ts';

export const spanishSignIn: SignInWords = {
  heading: 'Elija quién puede llamarle y escribirle',
  lead: 'Diga una sola vez qué empresas pueden enviarle publicidad y a qué horas. Tienen que consultarnos antes, y lo que elija vale al momento. Es gratis.',
  numberLabel: 'Su número de teléfono',
  numberHint: 'Le enviamos un código por SMS para comprobar que el número es suyo. Nadie más sabrá que ha estado aquí.',
  numberErrors: {
    empty: 'Escriba su número de teléfono',
    'not a phone number': 'Escriba un número de teléfono, solo con cifras',
    'a decimal number': 'Escriba un número de teléfono, solo con cifras',
    'outside the numbering plan': 'Este registro es solo para números de este país. Revise el número',
  },
  sendCode: 'Enviarme un código',
  codeHeading: 'Escriba el código que le hemos enviado',
  codeSent: (minutes) =>
    `Puede tardar un minuto en llegar y vale durante ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}.`,
  codeLabel: 'Código',
  codeIncomplete: 'Escriba las seis cifras del código',
  codeRefused: 'Ese código no es válido, o ya no lo es. Revíselo o pida otro',
  goOn: 'Continuar',
  noCode: 'No ha llegado el SMS: inténtelo otra vez o cambie el número',
};
