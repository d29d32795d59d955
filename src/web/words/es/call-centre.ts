import type { CallCentreWords } from '../call-centre-words.ts';
import { spanishOutcome } from './call-centre-outcome.ts';

const plural = new Intl.PluralRules('es');
const number = new Intl.NumberFormat('es');

function counted(count: number, one: string, other: string): string {
  return `${number.format(count)} ${plural.select(count) === 'one' ? one : other}`;
}

export const spanishCallCentre: CallCentreWords = {
  lists: {
    heading: 'Sus listas',
    lead: 'Antes de llamar o enviar mensajes, averigüe a quién puede dirigirse.',
    start: 'Comprobar otra lista',
    none: 'Todavía no hay listas.',
    name: 'Lista',
    opened: 'Enviada',
    state: 'Estado',
    kept: 'Se conserva hasta',
    byProgram: 'un programa',
    older: 'Listas anteriores',
    counts: (allowed, all) => `${number.format(allowed)} de ${counted(all, 'fila permitida', 'filas permitidas')}`,
  },
  states: {
    UPLOADING: 'Incompleta',
    WAITING: 'Le espera a usted',
    QUEUED: 'En cola',
    RUNNING: 'Comprobándose',
    COMPLETED: 'Comprobada',
    FAILED: 'Fallida',
    CANCELLED: 'Cancelada',
    EXPIRED: 'Borrada',
  },
  upload: {
    heading: 'Elija su lista',
    lead: 'Una fila por persona, con el número de teléfono en una de las columnas. Nadie más ve su lista.',
    fileLabel: 'Archivo',
    fileHint: (limit) =>
      `CSV o texto, como lo guarda una hoja de cálculo, también comprimido con gzip; hasta ${limit}. En Excel: Guardar como, CSV UTF-8.`,
    send: 'Enviar la lista',
    chooseFile: 'Elegir archivo',
    dropFile: 'o suéltelo aquí',
    noFileChosen: 'Ningún archivo elegido',
    enteredDropZone: 'Sobre la zona para soltar',
    leftDropZone: 'Fuera de la zona para soltar',
    noFile: 'Elija un archivo',
    empty: 'El archivo está vacío. Elija otro',
    severalFiles: 'Elija un solo archivo cada vez',
    workbook:
      'Es un libro de Excel o un archivo comprimido. En su hoja de cálculo elija Guardar como, CSV UTF-8, y envíe ese archivo',
    otherFile: 'No es el archivo cuya primera parte está aquí. Elija aquel, o borre la lista',
    unfinishedHeading: 'Esta lista no está completa',
    unfinished: (arrived) => `Ha llegado el ${arrived}. Elija otra vez el mismo archivo y solo se enviará el resto.`,
    unfinishedPlain:
      'Su navegador no ejecuta programas, así que no se puede enviar el resto: borre esta lista y envíela de nuevo.',
    sending: 'Enviado: {percent} de {size}',
    waiting: 'Se cortó la conexión. Seguirá en cuanto vuelva; no se pierde nada.',
    cancel: 'Cancelar',
    signedOut:
      'Su sesión ha terminado. Entre de nuevo en otra pestaña y envíe el mismo archivo: solo se enviará el resto.',
    refused: 'La lista no se ha admitido.',
  },
  columns: {
    heading: 'Lo que hemos encontrado en su lista',
    delimiter: 'Las columnas se separan con',
    delimiters: { ',': 'comas', ';': 'puntos y comas', '\t': 'tabuladores', '|': 'barras verticales' },
    oneColumn: 'Hay una sola columna',
    encoding: 'Texto',
    encodings: {
      'UTF-8': 'UTF-8',
      'UTF-16LE': 'UTF-16 («texto Unicode» de las hojas de cálculo)',
      'UTF-16BE': 'UTF-16 («texto Unicode» de las hojas de cálculo)',
      LEGACY: 'Una codificación antigua. Los números se leen; el texto vuelve exactamente como estaba',
    },
    compressed: 'comprimido con gzip',
    heads: 'Primera fila',
    withHeads: 'Títulos',
    withoutHeads: 'Una persona como las demás: no hay títulos',
    numbers: 'Números de teléfono',
    found: {
      NAME: 'Usted eligió esta columna.',
      ONLY: 'Es la única columna.',
      HEAD: 'Hallada por su título.',
      CELLS: 'Hallada por su contenido: casi todas sus celdas son números de teléfono.',
    },
    notFound: 'No sabemos qué columna tiene los números de teléfono. Elíjala abajo.',
    place: (place) => `Columna ${number.format(place)}`,
    sample: (rows) => (plural.select(rows) === 'one' ? 'La primera fila' : `Las primeras ${number.format(rows)} filas`),
    readAs: 'Número que leemos',
    unreadable: {
      empty: 'Vacío',
      'not a phone number': 'No es un número de teléfono',
      'a decimal number': 'Alterado por la hoja de cálculo: guarde la columna como texto',
      'outside the numbering plan': 'No es un número de este país',
    },
    label: 'Columna con los números de teléfono',
    show: 'Usar esta columna',
    broken: 'Este archivo no se puede leer como lista',
    another: 'Elegir otro archivo',
  },
  terms: {
    heading: '¿Para qué es la lista?',
    name: 'Nombre de la lista',
    category: 'Lo que ofrece',
    channel: 'Cómo se dirige a las personas',
    sender: 'Remitente',
    senderHint: 'El número, la cabecera o la firma que ven las personas.',
    noSenders:
      'Su empresa no puede usar ahora ningún remitente. Pida autorización a la marca para la que llama: sin remitente no se permite nada.',
    planned: 'Cuándo llamará o enviará',
    plannedOptional: 'Cuándo llamará o enviará (opcional)',
    plannedHint: (zone) => `${zone}. Vacío: desde ahora.`,
    layout: 'Resultados',
    annotated: 'Un archivo',
    annotatedHint: 'Su lista, con la respuesta y sus horas al final de cada fila.',
    split: 'Archivos separados',
    splitHint: 'A quién puede dirigirse, a quién no, y las filas que no se pueden usar.',
    proofs: 'Guardar una prueba de cada fila',
    proofsHint: 'Con ella puede mostrar más tarde qué se decidió sobre una persona, sin mostrar las demás.',
    choose: 'Elija',
    start: 'Comprobar esta lista',
    errors: {
      name: 'Escriba un nombre de 1 a 100 caracteres',
      category: 'Elija lo que ofrece',
      channel: 'Elija cómo se dirige a las personas',
      sender: 'Elija el remitente',
      senderUnknown: (sender) => `Su empresa no puede usar ahora el remitente ${sender}`,
      senderNotFor: (sender, category) =>
        `El remitente ${sender} no está registrado para «${category}»: se bloquearía a todo el mundo`,
      planned: 'Escriba un día y una hora, o deje ambos vacíos',
      plannedRange: 'Escriba una hora entre ayer y dentro de 366 días',
      layout: 'Elija cómo quiere los resultados',
    },
  },
  progress: {
    queued: 'La lista espera su turno.',
    label: 'Cuánto está decidido',
    decided: (percent) => `Está decidido el ${percent} de la lista.`,
    rows: 'Filas decididas',
    rate: 'Filas por segundo',
    remaining: 'Tiempo restante aproximado',
    unknown: 'Aún no se sabe',
    refresh: 'Mirar otra vez',
    leave: 'Puede cerrar esta página: la comprobación sigue, y encontrará la lista en «Sus listas».',
    cancel: 'Cancelar la comprobación',
  },
  outcome: spanishOutcome,
  ended: {
    failed: 'La lista no se pudo comprobar',
    failures: {
      COLUMN:
        'No está claro qué columna tiene los números de teléfono. Pregunte otra vez por la lista y elija la columna.',
      UNREADABLE: 'El archivo está dañado, o no es una lista. Guárdelo como CSV UTF-8 y envíe ese archivo.',
      TOO_LARGE:
        'Una fila o una celda es demasiado larga, o el archivo es demasiado grande. Mire si falta una comilla.',
      QUOTA: 'Su empresa ha agotado lo que puede preguntar. Inténtelo más tarde, o pida más al operador.',
      NOT_ADMITTED: 'Su empresa ya no puede preguntar. Consulte al operador de este registro.',
      OURS: 'Es un error nuestro, o una avería. Pregunte otra vez por la lista.',
    },
    cancelled: 'La comprobación se canceló, y la lista está borrada.',
    expired:
      'La lista y los resultados se conservaron siete días, y ya están borrados. El certificado aún se puede descargar.',
    streamed: 'Un programa envió esta lista y recibió los resultados en el momento: aquí no se conservan.',
    forEngineers: 'Para técnicos',
  },
  remove: {
    heading: (name) => `¿Borrar «${name}»?`,
    text: 'La lista, los resultados y el certificado se borran en el acto, y nadie puede recuperarlos.',
    yes: 'Borrar',
    no: 'Conservar',
  },
  refusals: {
    NOT_FOUND: { heading: 'No hay tal lista', text: 'Se borró, o pasó su tiempo.' },
    INCOMPATIBLE_STATE: {
      heading: 'Eso ya no es posible',
      text: 'La lista cambió entretanto, quizá en otra ventana. Mírela de nuevo.',
    },
    ABORTED: { heading: 'La lista aún está llegando', text: 'Espere un momento e inténtelo otra vez.' },
    QUOTA_EXCEEDED: {
      heading: 'Su empresa no puede tener más a la vez',
      text: 'Espere a que termine una lista, o borre las que ya no necesite.',
    },
    PAYLOAD_TOO_LARGE: {
      heading: 'La lista es demasiado grande',
      text: 'Divídala, o comprímala con gzip, y envíela de nuevo.',
    },
    UNSUPPORTED_MEDIA_TYPE: {
      heading: 'Eso no era una lista',
      text: 'Vuelva atrás, elija de nuevo el archivo y envíelo.',
    },
    INVALID_ARGUMENT: {
      heading: 'No llegó todo',
      text: 'Se cortó la conexión, o lo que llegó estaba dañado. Vuelva atrás, elija de nuevo el archivo y envíelo.',
    },
    UNAVAILABLE: {
      heading: 'El registro no puede hacerlo ahora',
      text: 'Inténtelo dentro de un rato. Las listas que llegaron enteras se conservan.',
    },
  },
  limit: 'Límite',
};
