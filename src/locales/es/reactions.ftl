# Reacciones.

button-reactions-vip = ⚙️ Configurar Reacciones VIP
button-reactions-free = ⚙️ Configurar Reacciones Free

reactions-heading = ⚙️ <b>Reacciones del canal { $door }</b>
reactions-mode = 🎛️ Ahora: <b>{ $mode }</b>
reactions-mode-off = Apagadas
reactions-mode-native = Nativa
reactions-mode-buttons = Botones
reactions-mode-both = Nativa y botones
reactions-emoji = 😀 Emoji: { $emoji }
reactions-none = 😀 Emoji: ninguno todavía. Elígelos y empiezo con la próxima publicación.
reactions-how =
    <b>Nativa</b>: unos segundos después de cada publicación pongo la primera que el canal permita. Telegram me deja una por publicación.
    <b>Botones</b>: todos tus emoji con contador debajo de la publicación. Cada persona tiene un voto.
    Los cambios valen para las publicaciones nuevas; las anteriores conservan sus emoji.
reactions-only-buttons = ☝️ Solo botón, porque Telegram no admite como reacción: { $emoji }
reactions-no-native = ⚠️ Ninguno sirve como reacción nativa: añade alguno que Telegram admita, como 👍 ❤️ 🔥 🎉.
reactions-no-edit = ⚠️ Me falta el permiso de editar publicaciones: las que no publique yo se quedan sin botones.
reactions-saved = ✅ <b>Reacciones guardadas</b>
reactions-ask =
    ✏️ <b>Reacciones del canal { $door }</b>

    Envíame de 1 a 10 emoji, juntos o separados. El primero es el que prefiero como reacción nativa; los demás, por si el canal no lo permite.
reactions-preview = 👀 <b>Así se vería una publicación del canal { $door }</b>
reactions-preview-native = Mi reacción nativa ahora mismo: { $emoji }
reactions-preview-refused = ⚠️ El canal no permite ninguno de tus emoji como reacción: no pondría ninguna.
reactions-preview-unknown = No he podido preguntar a Telegram qué reacciones permite el canal.
reactions-preview-buttons = Los botones funcionan: pruébalos.
reactions-under-album = 👇 ¿Qué te parece?
button-reactions-emoji = ✏️ Elegir emoji
button-reactions-preview = 👀 Probar

notice-reactions-refused = ⚠️ <b>{ $title }</b> (canal { $door }) no permite ninguna de estas reacciones: { $emoji }. Sus publicaciones se quedan sin mi reacción nativa hasta que elijas otras o las permitas en el canal.

toast-reactions-preview = 👇 Te la envío aquí abajo
toast-voted = Tu voto: { $emoji }
toast-vote-taken-back = Voto retirado
toast-votes-closed = Esta votación ya no está abierta

problem-what-react = Reaccionar a una publicación
problem-what-place-buttons = Poner botones a una publicación
problem-what-preview-reactions = Mostrar una muestra de las reacciones
