import type { ShellWords } from '../shell-words.ts';

export const spanishShell: ShellWords = {
  ownName: 'Español',
  serviceName: 'Registro No Molestar',
  skipToContent: 'Ir al contenido principal',
  menu: 'Menú',
  languages: 'Idioma',
  demoPhase: 'Demostración',
  demoNotice: 'Esto es una demostración. Nada de lo que haga aquí llega a un teléfono real.',
  errorPrefix: 'Error: ',
  warningPrefix: 'Importante: ',
  errorSummary: 'Hay un problema',
  back: 'Volver',
  startAgain: 'Empezar de nuevo',
  reference: 'Para programas: la API',
  refusals: {
    NOT_FOUND: {
      heading: 'Página no encontrada',
      text: 'Si escribió la dirección, compruebe que es correcta. Si siguió un enlace, puede que ya no valga.',
    },
    UNAUTHENTICATED: {
      heading: 'Su sesión ha terminado',
      text: 'Por su seguridad, la sesión se cierra al cabo de un rato. No se ha perdido nada de lo guardado.',
    },
    PERMISSION_DENIED: {
      heading: 'Aquí no puede hacer eso',
      text: 'Esta página no es para usted, o el formulario era demasiado antiguo. Vuelva e inténtelo otra vez.',
    },
    TOO_MANY_REQUESTS: {
      heading: 'Demasiados intentos',
      text: 'Esto se ha pedido demasiadas veces desde aquí o para este número.',
    },
    QUOTA_EXCEEDED: { heading: 'No queda más sitio', text: 'Quite algo primero e inténtelo otra vez.' },
    PAYLOAD_TOO_LARGE: {
      heading: 'Es demasiado grande',
      text: 'Lo que ha enviado es mayor de lo que admite esta página.',
    },
    UNAVAILABLE: {
      heading: 'Ahora mismo el registro no puede hacerlo',
      text: 'No se ha hecho nada. Lo que tenía registrado sigue en vigor y le protege.',
    },
    FAILED_PRECONDITION: {
      heading: 'Algo ha cambiado entretanto',
      text: 'Sus preferencias se cambiaron por otra vía mientras tenía abierta esta página. Revíselas.',
    },
    DEFECT: {
      heading: 'Algo ha fallado',
      text: 'Es un error nuestro. Mire sus preferencias para ver qué consta e inténtelo más tarde.',
    },
    OTHER: {
      heading: 'No ha funcionado',
      text: 'Lo que envió no se puede usar tal cual. Vuelva e inténtelo otra vez.',
    },
  },
  tryAgainIn: (waitSec) => `Inténtelo de nuevo dentro de ${span(waitSec)}.`,
  quote: (correlator) => `Si nos escribe, indique ${correlator}.`,
};

function span(waitSec: number): string {
  if (waitSec < 60) return counted(waitSec, 'segundo');
  return waitSec < 5_400 ? counted(Math.ceil(waitSec / 60), 'minuto') : counted(Math.ceil(waitSec / 3_600), 'hora');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
