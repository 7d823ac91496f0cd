//! What can be said after `setuju hook`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, value_parser};
use entity::words::DeliveryStatus;

use crate::cli::argument;
use crate::lang::Lang;

pub(in crate::cli) fn command(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengelola webhook keluar ke sistem lain milik kantor (perintah: add, list, remove, test, rotate-secret, deliveries, replay)",
        "Manages outgoing webhooks to the office's other systems (commands: add, list, remove, test, rotate-secret, deliveries, replay)",
    );
    let usage = lang.pick("setuju hook PERINTAH", "setuju hook COMMAND");
    argument::group("hook", usage, about, lang).subcommands([
        add(lang),
        list(lang),
        on_one(
            "remove",
            "setuju hook remove ID",
            lang.pick(
                "Menghapus titik tujuan beserta catatan kirimannya",
                "Removes an endpoint with the log of its deliveries",
            ),
            lang,
        ),
        on_one(
            "test",
            "setuju hook test ID",
            lang.pick(
                "Mengirim satu kejadian percobaan sekarang dan menampilkan jawabannya",
                "Sends one trial event now and shows the answer",
            ),
            lang,
        ),
        on_one(
            "rotate-secret",
            "setuju hook rotate-secret ID",
            lang.pick(
                "Membuat rahasia baru, tampil sekali; yang lama masih menandatangani 24 jam",
                "Makes a new secret, shown once; the old one signs for 24 more hours",
            ),
            lang,
        ),
        deliveries(lang),
        replay(lang),
    ])
}

fn add(lang: Lang) -> Command {
    let about = lang.pick(
        "Menambah titik tujuan dan menampilkan rahasianya satu kali",
        "Adds an endpoint and shows its secret once",
    );
    let usage = lang.pick(
        "setuju hook add ALAMAT [--events DAFTAR] [--description TEKS]",
        "setuju hook add URL [--events LIST] [--description TEXT]",
    );
    let url = lang.pick(
        "Alamat https:// penerima",
        "The https:// address of the receiver",
    );
    let events = lang.pick(
        "Kejadian, dipisah koma: consent.changed, message.settled, account.down, account.up; tanpa ini semuanya",
        "Events, separated by commas: consent.changed, message.settled, account.down, account.up; all without this",
    );
    let description = lang.pick("Keterangan untuk petugas", "A description for people");
    argument::leaf("add", usage, about, lang)
        .arg(argument::positional("url", url, lang).value_name(lang.pick("ALAMAT", "URL")))
        .arg(argument::option(
            "events",
            lang.pick("DAFTAR", "LIST"),
            events,
            lang,
        ))
        .arg(argument::option(
            "description",
            lang.pick("TEKS", "TEXT"),
            description,
            lang,
        ))
        .arg(argument::json(lang))
}

fn list(lang: Lang) -> Command {
    let about = lang.pick(
        "Menampilkan semua titik tujuan dan keadaannya",
        "Lists all endpoints and how they are",
    );
    let usage = lang.pick("setuju hook list [PILIHAN]", "setuju hook list [OPTIONS]");
    argument::leaf("list", usage, about, lang).arg(argument::json(lang))
}

fn deliveries(lang: Lang) -> Command {
    let about = lang.pick(
        "Menampilkan kiriman sebuah titik tujuan, yang terbaru dahulu",
        "Lists the deliveries of an endpoint, newest first",
    );
    let usage = lang.pick(
        "setuju hook deliveries ID [--status STATUS] [--limit JUMLAH]",
        "setuju hook deliveries ID [--status STATUS] [--limit COUNT]",
    );
    let status = lang.pick(
        "Hanya yang berstatus pending, delivered, atau failed",
        "Only those that are pending, delivered or failed",
    );
    let limit = lang.pick(
        "Paling banyak sekian, 1 sampai 500",
        "At most so many, 1 to 500",
    );
    argument::leaf("deliveries", usage, about, lang)
        .arg(id(lang))
        .arg(
            argument::option("status", "STATUS", status, lang)
                .value_parser(PossibleValuesParser::new(DeliveryStatus::WORDS))
                .hide_possible_values(true),
        )
        .arg(
            argument::option("limit", lang.pick("JUMLAH", "COUNT"), limit, lang)
                .value_parser(value_parser!(u64).range(1..=500)),
        )
        .arg(argument::json(lang))
}

fn replay(lang: Lang) -> Command {
    let about = lang.pick(
        "Mengirim ulang satu kiriman, atau semua yang gagal sejak suatu waktu; layanan yang mengirimnya",
        "Delivers one again, or all that failed since a time; the service does the sending",
    );
    let usage = lang.pick(
        "setuju hook replay ID (--delivery KIRIMAN | --since WAKTU)",
        "setuju hook replay ID (--delivery DELIVERY | --since TIME)",
    );
    let delivery = lang.pick("ID kiriman", "The id of the delivery");
    let since = lang.pick(
        "Semua yang gagal sejak waktu ini, misalnya 2026-11-22T08:00:00+07:00",
        "All that failed since then, such as 2026-11-22T08:00:00+07:00",
    );
    let one = argument::option("delivery", lang.pick("KIRIMAN", "DELIVERY"), delivery, lang);
    argument::leaf("replay", usage, about, lang)
        .arg(id(lang))
        .arg(one.required_unless_present("since").conflicts_with("since"))
        .arg(argument::option(
            "since",
            lang.pick("WAKTU", "TIME"),
            since,
            lang,
        ))
        .arg(argument::json(lang))
}

/// A command on one endpoint.
fn on_one(name: &'static str, usage: &'static str, about: &str, lang: Lang) -> Command {
    argument::leaf(name, usage, about, lang)
        .arg(id(lang))
        .arg(argument::json(lang))
}

fn id(lang: Lang) -> Arg {
    let help = lang.pick("ID titik tujuan", "The id of the endpoint");
    argument::positional("id", help, lang).value_name("ID")
}
