"""The design that Portero replaces, written small: aiogram 3, SQLAlchemy async over aiosqlite, APScheduler.

It does for /start what Portero does: keeps the person, reads them back, and sends one message with a menu. Two jobs run
beside, as the old design has them. Settings: BOT_TOKEN, BOT_API_URL, DATA_DIR.
"""

import asyncio
import datetime
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import BigInteger, DateTime, String, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Updates handled at once. Without a limit its memory grows with the flood.
AT_ONCE = 16


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    first_name: Mapped[str] = mapped_column(String)
    username: Mapped[str | None] = mapped_column(String)
    language_code: Mapped[str | None] = mapped_column(String)
    last_seen_at: Mapped[datetime.datetime] = mapped_column(DateTime)


def menu() -> InlineKeyboardMarkup:
    rows = [("🎟️ Canjear Token VIP", "user:redeem_token"), ("📺 Solicitar Acceso Free", "user:request_free")]
    buttons = [[InlineKeyboardButton(text=text, callback_data=data)] for text, data in rows]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


async def keep(session: AsyncSession, message: Message) -> User:
    person = message.from_user
    seen = {
        "first_name": person.first_name,
        "username": person.username,
        "language_code": person.language_code,
        "last_seen_at": datetime.datetime.now(datetime.UTC).replace(tzinfo=None),
    }
    new = insert(User).values(id=person.id, **seen)
    await session.execute(new.on_conflict_do_update(index_elements=[User.id], set_=seen))
    await session.commit()
    found = await session.execute(select(User).where(User.id == person.id))
    return found.scalar_one()


async def nothing() -> None:
    """A job that finds nothing to do."""


async def main() -> None:
    path = os.path.join(os.environ["DATA_DIR"], "bot.db")
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(engine.sync_engine, "connect")
    def settle(connection, _record):
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        async with sessions() as session:
            user = await keep(session, message)
        await message.answer(f"Hola, {user.first_name}. ¿Qué quieres hacer?", reply_markup=menu())

    scheduler = AsyncIOScheduler()
    scheduler.add_job(nothing, "interval", minutes=60)
    scheduler.add_job(nothing, "interval", minutes=5)
    scheduler.start()
    server = TelegramAPIServer.from_base(os.environ["BOT_API_URL"])
    bot = Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=server))
    await dispatcher.start_polling(bot, tasks_concurrency_limit=AT_ONCE)


if __name__ == "__main__":
    asyncio.run(main())
