import type { HelpWords } from '../help-words.ts';

const plural = new Intl.PluralRules('es');

export const spanishHelp: HelpWords = {
  heading: 'Ayuda',
  lead: 'Qué hacer cuando algo es distinto.',
  sections: {
    lostPhone: {
      heading: 'He perdido el teléfono',
      lines: [
        'Pida primero a su operador que bloquee la tarjeta SIM. Mientras tanto sus preferencias siguen valiendo y le protegen.',
        'Quien tenga su teléfono puede recibir un código y cambiar sus preferencias. Con la SIM nueva entre aquí y mire el historial: allí está cada cambio y puede deshacerlo.',
      ],
    },
    changedNumber: {
      heading: 'Tengo un número nuevo',
      lines: [
        'Las preferencias son de un número. Entre con el número nuevo y elija otra vez.',
        'Si conserva su número con otro operador, todo sigue igual.',
        'Cuando su operador dé su número antiguo a otra persona, lo que usted eligió para él termina. Nadie lo ve.',
      ],
    },
    relative: {
      heading: 'Cuido de un familiar',
      lines: [
        'Siéntense juntos: el código llega al teléfono de su familiar y con él eligen aquí.',
        'Si no es posible, su familiar puede pedirlo en la tienda de su operador. Este lo registra en su nombre y consta qué empleado lo hizo.',
        'Operador, empleado y fecha aparecen en el historial y su familiar puede deshacerlo. Un operador no puede debilitar lo que su familiar eligió.',
      ],
    },
  },
  texts: {
    heading: 'Por mensaje de texto, sin internet',
    lead: (numbers) => `Envíe uno de estos mensajes al ${numbers}. La respuesta dice lo que vale entonces.`,
    caption: 'Mensajes y lo que hacen',
    text: 'Mensaje',
    does: 'Qué hace',
    refuseAll: 'Nadie puede llamarle ni escribirle con publicidad',
    refuse: (category) => `Rechaza: ${category}`,
    allow: (category) => `Permite: ${category}. La respuesta le pide confirmarlo`,
    refuseSender: (sender) => `Bloquea a un remitente, aquí ${sender}`,
    status: 'Dice lo que vale',
    undo: 'Deshace el último cambio, con el número de su respuesta',
    help: 'Dice qué puede enviar',
    language: (language) => `Responde en ${language}`,
    secondStep: 'Rechazar requiere un mensaje. Permitir requiere otro más, con un código de la respuesta.',
    codes: 'Números de los tipos de empresa',
    code: 'Número',
    stands: 'significa',
  },
  disobeys: {
    heading: 'Aun así alguien me molesta',
    reply: (words) => `Responda al propio mensaje con ${words}. Así bloquea a ese remitente.`,
    shutOut: 'O bloquéelo por su nombre o número.',
    receipt:
      'Pida a la empresa su recibo: tenía que consultar antes este registro y debe poder mostrar la respuesta. Cualquiera puede comprobarlo.',
    complain: (numbers) => `Envíe una queja por mensaje al ${numbers}, de esta forma:`,
    within: (days) =>
      `Cuenta dentro de ${days} ${plural.select(days) === 'one' ? 'día' : 'días'} desde la llamada o el mensaje.`,
    unregistered: 'Un remitente que no está registrado no puede enviar publicidad.',
  },
  itsText: 'lo que decía',
  shutOutLink: 'Bloquear a una empresa',
  checkLink: 'Comprobar un recibo',
};
