import type { OutcomeWords } from '../call-centre-words.ts';

const plural = new Intl.PluralRules('es');
const number = new Intl.NumberFormat('es');

function counted(count: number, one: string, other: string): string {
  return `${number.format(count)} ${plural.select(count) === 'one' ? one : other}`;
}

/** A list that was checked. */
export const spanishOutcome: OutcomeWords = {
  heading: 'Su lista está comprobada',
  rows: (rows) => counted(rows, 'fila comprobada.', 'filas comprobadas.'),
  kind: 'Respuesta',
  count: 'Filas',
  kinds: {
    allowed: {
      heading: 'Puede dirigirse a ellas',
      text: 'Puede llamar o escribir a estas personas ahora, o a la hora prevista.',
    },
    blocked: {
      heading: 'No puede dirigirse a ellas',
      text: 'No llame ni escriba a estas personas. Quítelas de su lista.',
    },
    rejected: {
      heading: 'No se pueden usar',
      text: 'Estas filas no tienen un número que se pueda consultar. Corríjalas y compruébelas de nuevo.',
    },
    unavailable: {
      heading: 'Sin respuesta',
      text: 'No hemos podido consultarlas. No llame ni escriba; compruebe la lista más tarde.',
    },
  },
  allowed: {
    EXEMPT: 'Mensaje del Gobierno o de emergencia',
    TRANSACTIONAL: 'Mensaje sobre algo que pidieron',
    CONSENT: 'Dieron su consentimiento a esta marca',
    CATEGORY_ALLOWED: 'Permiten este tipo de oferta',
    CHANNEL_ALLOWED: 'Permiten que se les hable por esta vía',
    DEFAULT: 'No dijeron nada, y la ley lo permite. Eso no es consentimiento',
  },
  blocked: {
    SENDER_SUSPENDED: 'El remitente está suspendido',
    SENDER_UNKNOWN: 'El remitente no está registrado para esto, o no para ustedes',
    QUIET_HOURS: 'Horas en que la ley lo prohíbe; «Un archivo» dice desde cuándo se permite',
    QUARANTINE: 'El número está fuera de servicio',
    REFUSED: 'Lo rechazan todo, o no se debe llamar a ese número',
    SENDER_REFUSED: 'Excluyeron a esta marca',
    CATEGORY_REFUSED: 'Rechazan este tipo de oferta',
    CHANNEL_REFUSED: 'Rechazan esta vía',
    ALL_REFUSED: 'Lo rechazan todo',
    HOURS_REFUSED: 'No a esta hora; «Un archivo» dice desde cuándo se permite',
    DAY_REFUSED: 'No este día; «Un archivo» dice desde cuándo se permite',
    DEFAULT: 'No dijeron nada, y la ley lo prohíbe sin consentimiento',
  },
  rejected: {
    EMPTY: 'Sin número',
    NOT_A_PHONE_NUMBER: 'No es un número de teléfono',
    DECIMAL_NUMBER: 'Un número alterado por la hoja de cálculo: guarde la columna como texto',
    OUTSIDE_PLAN: 'No es un número de este país',
    TOO_MANY_COLUMNS: 'Más columnas que la primera fila',
    ASKED_TOO_OFTEN: 'Se preguntó demasiado por horas distintas',
  },
  unavailable: 'El registro no pudo consultarlas',
  total: 'Todas las filas',
  duplicates: (rows) => `${counted(rows, 'fila repite', 'filas repiten')} un número de más arriba.`,
  blankLines: (lines) => counted(lines, 'línea vacía omitida.', 'líneas vacías omitidas.'),
  changed: (changed, looked) =>
    `${counted(changed, 'fila tiene', 'filas tienen')} otra respuesta que antes; se volvió a decidir sobre ${counted(looked, 'fila', 'filas')}.`,
  reliedOn: (until) =>
    `Puede fiarse de esto hasta el ${until}, y solo en horas permitidas: «Un archivo» dice hasta cuándo para cada fila. Después, compruebe de nuevo.`,
  notAnyMore: (since) =>
    `Esta respuesta ha caducado: podía fiarse de ella hasta el ${since}. Compruebe de nuevo antes de llamar.`,
  download: 'Descargar',
  files: {
    annotated: 'Su lista con las respuestas',
    allowed: 'Filas a las que puede dirigirse',
    blocked: 'Filas a las que no puede dirigirse',
    rejected: 'Filas que no se pueden usar',
    unavailable: 'Filas sin respuesta',
    changed: 'Filas con otra respuesta que antes',
  },
  certificate: 'Certificado',
  certificateText:
    'Firmado por el registro: por qué lista preguntó, cuándo, y qué resultó. Guárdelo con los resultados: es su prueba.',
  check: 'Cómo se comprueba un certificado',
  rowSecret: 'Clave de las pruebas de cada fila',
  rowSecretText: 'Guárdela junto al certificado y no la dé a nadie: abre todas las filas.',
  asked: 'Lo que se preguntó',
  next: 'Qué puede hacer ahora',
  recheck: 'Buscar cambios',
  recheckText:
    'Las personas cambian de opinión. Se decide de nuevo solo lo que puede haber cambiado, y se le dan esas filas.',
  again: 'Preguntar otra vez por la misma lista',
  againText: 'Otra columna, oferta, remitente u hora, sin enviar de nuevo el archivo.',
  remove: 'Borrar',
  keptUntil: (when) => `La lista y los resultados se conservan hasta el ${when}; después se borran.`,
};
