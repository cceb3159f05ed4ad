//! A buyer's side of paying by hand: how it is paid, and the receipt.

use crate::handlers::Dialogue;
use crate::handlers::Reply;
use crate::handlers::Visit;
use crate::handlers::admin::receipts::Question;
use crate::handlers::user;
use crate::models::ChatId;
use crate::models::MOST_RECEIPT_BYTES;
use crate::models::ManualOrder;
use crate::models::MessageId;
use crate::models::MoneyRefusal;
use crate::models::NewReceipt;
use crate::models::OrderId;
use crate::models::ReceiptContent;
use crate::models::ReceiptId;
use crate::models::ReceiptRefusal;
use crate::models::Refusal;
use crate::models::ShopText;
use crate::models::TicketCategory;
use crate::screens::receipts as screens;
use crate::screens::till::own_words;
use crate::services::ServiceError;
use crate::services::money::receipts;
use crate::services::money::till;
use crate::telegram::update::Document;
use crate::telegram::update::Message;

fn refused(refusal: ReceiptRefusal) -> ServiceError {
    MoneyRefusal::from(refusal).into()
}

/// How an order is paid by hand, and how it stands: the answer to opening such an order too.
pub async fn how(visit: &Visit<'_>, order: OrderId) -> Result<Reply, ServiceError> {
    let view = receipts::own(visit.ctx, &visit.actor, order).await?;
    Ok(Reply::show(screens::how(visit.reader, &view)))
}

/// "I have paid": asks for the number of the transfer where it is wanted, then for the picture.
pub async fn ask(visit: &Visit<'_>, order: OrderId) -> Result<Reply, ServiceError> {
    let view = receipts::may_send(visit.ctx, &visit.actor, order).await?;
    if view.wants_reference() {
        visit
            .ask(Dialogue::Receipt(Question::Reference(order)))
            .await;
        return Ok(Reply::send(screens::ask_reference(visit.reader)));
    }
    ask_picture(visit, &view, None).await
}

async fn ask_picture(
    visit: &Visit<'_>,
    view: &ManualOrder,
    reference: Option<String>,
) -> Result<Reply, ServiceError> {
    let question = Question::Picture(view.order.id, reference);
    visit.ask(Dialogue::Receipt(question)).await;
    Ok(Reply::send(screens::ask_picture(visit.reader, view)))
}

/// Takes the number of the transfer. A picture that comes at once is taken with its caption as the number.
pub async fn reference(
    visit: &Visit<'_>,
    order: OrderId,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let text = message.text.as_deref().or(message.caption.as_deref());
    let reference = receipts::tidy_reference(text.unwrap_or_default())?;
    if message.text.is_none() {
        return received(visit, order, Some(reference), message).await;
    }
    let view = receipts::may_send(visit.ctx, &visit.actor, order).await?;
    ask_picture(visit, &view, Some(reference)).await
}

/// Takes the picture or the document of an order.
pub async fn received(
    visit: &Visit<'_>,
    order: OrderId,
    reference: Option<String>,
    message: &Message,
) -> Result<Reply, ServiceError> {
    let (content, file) = picture(message)?;
    let new = NewReceipt {
        content,
        source: (ChatId(message.chat.id), MessageId(message.message_id)),
        file_id: file.file_id,
        file_unique_id: file.file_unique_id,
        reference,
    };
    let (ctx, actor, source) = (visit.ctx, &visit.actor, new.source);
    let view = match receipts::submit(ctx, actor, order, new, visit.now()).await {
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            let kept = receipts::of_source(ctx, actor, source.0, source.1).await?;
            kept.ok_or(Refusal::AlreadyApplied)?
        }
        submitted => submitted?,
    };
    visit.forget().await;
    Ok(sent(visit, &view, message))
}

fn sent(visit: &Visit<'_>, view: &ManualOrder, message: &Message) -> Reply {
    let is_album = message.media_group_id.is_some();
    Reply::send(screens::sent(visit.reader, view, is_album))
}

/// The file of a message, if it may be a receipt: a photo, or a document that is a picture or a PDF.
fn picture(message: &Message) -> Result<(ReceiptContent, Document), ServiceError> {
    let photo = message.picture().map(|file| (ReceiptContent::Photo, file));
    // An animation comes with a document too.
    let document = (message.document.as_ref()).filter(|_| message.animation.is_none());
    let document = document.filter(|file| is_image_or_pdf(file));
    let found = photo.or_else(|| Some((ReceiptContent::Document, document?.clone())));
    let (content, file) = found
        .filter(|(_, file)| !file.file_id.is_empty())
        .ok_or_else(|| refused(ReceiptRefusal::PictureExpected))?;
    if file.file_size.is_some_and(|size| size > MOST_RECEIPT_BYTES) {
        let most_bytes = MOST_RECEIPT_BYTES;
        return Err(refused(ReceiptRefusal::TooBig { most_bytes }));
    }
    Ok((content, file))
}

/// What clients do not name the kind of is known by the end of its name.
fn is_image_or_pdf(file: &Document) -> bool {
    let kind = file.mime_type.as_deref().unwrap_or_default();
    let name = file.file_name.as_deref().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_lowercase();
    kind.starts_with("image/")
        || kind == "application/pdf"
        || ["jpg", "jpeg", "png", "webp", "heic", "pdf"].contains(&ending.as_str())
}

/// `/paysupport`: the operator's own words, if there are any, and the question what is wrong.
pub async fn pay_support(visit: &Visit<'_>) -> Result<Reply, ServiceError> {
    let reply = user::support::begin(visit, TicketCategory::Payment).await?;
    let language = visit.reader.lang.code();
    let words = till::own_words(visit.ctx, ShopText::PaySupport, language).await?;
    Ok(match words {
        Some(words) => reply.preceded_by(own_words(&words)),
        None => reply,
    })
}

/// It was the wrong one: the order waits for another.
pub async fn withdraw(visit: &Visit<'_>, id: ReceiptId) -> Result<Reply, ServiceError> {
    let view = receipts::withdraw(visit.ctx, &visit.actor, id, visit.now()).await?;
    Ok(Reply::show(screens::how(visit.reader, &view)))
}

/// A picture that nobody asked for: the receipt of the one order that waits for one, of which a kill forgot the
/// question. `None` if it is no picture, or no order waits.
pub async fn unasked(visit: &Visit<'_>, message: &Message) -> Result<Option<Reply>, ServiceError> {
    if picture(message).is_err() {
        return Ok(None);
    }
    let (chat, id) = (ChatId(message.chat.id), MessageId(message.message_id));
    if let Some(view) = receipts::of_source(visit.ctx, &visit.actor, chat, id).await? {
        return Ok(Some(sent(visit, &view, message)));
    }
    let views = receipts::guesses(visit.ctx, &visit.actor, visit.now()).await?;
    match views.as_slice() {
        [] => Ok(None),
        [view] => {
            let caption = message
                .caption
                .as_deref()
                .filter(|_| view.wants_reference());
            let reference = caption.and_then(|text| receipts::tidy_reference(text).ok());
            received(visit, view.order.id, reference, message)
                .await
                .map(Some)
        }
        several => Ok(Some(Reply::send(screens::which(visit.reader, several)))),
    }
}
