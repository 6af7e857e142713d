//! An older copy was put back at the server, and somebody else was there first: what each device has finds a place again.

use henro_app::demo::DEMO_PASSWORD;
use henro_app::{Config, Context};
use henro_testkit::{Home, call, one};
use serde_json::{Value, json};

use crate::devices::{self, NEW_PASSWORD, add_on, sync};
use crate::live::{Running, TODAY, person, pressure, until};

/// A person with a second device, somebody who may write in their record, and a server of which there is a copy.
struct Story {
    home: Home,
    mother: Context,
    tablet: Context,
    carer: Context,
    port: u16,
}

impl Story {
    /// The copy was made before the tablet and the carer wrote 131 and 141, of which the first device knows nothing. Then it is put back.
    fn told(home: Home) -> (Self, Running) {
        let server = Running::start(&home, "server", 0);
        let [mother, carer] = ["mother", "carer"].map(|name| person(&home, name, &server));
        let bare = Context::open(Config { demo: true, ..Config::system(home.path("tablet")) });
        let tablet = add_on(bare, &mother, "居間", false);
        let card = call(&carer, "share_status", json!({}))["card"].clone();
        let known = call(&mother, "contact_add", json!({ "card": card, "name": "carer", "met": true }));
        let ask = json!({ "to": known["contacts"][0]["id"], "sections": ["vitals"], "role": "append", "past": true, "days": 31, "purpose": "" });
        call(&mother, "grant_give", ask);
        pressure(&mother, 121);
        until(&tablet, "the first", |tablet| own(tablet) == [121]);
        until(&carer, "the first", |carer| shown(carer) == [121]);
        let config = henro_server::Config::local(home.path("server"));
        let (copy, port) = (home.path("copy"), server.address.port());
        henro_server::backup(&config, &copy).unwrap();
        mother.lock();
        pressure(&tablet, 131);
        until(&carer, "what the tablet wrote", |carer| shown(carer) == [121, 131]);
        let record = call(&carer, "shared_list", json!({}))["records"][0]["record"].clone();
        let body = json!({ "kind": "blood_pressure", "systolic": 141, "diastolic": 82 });
        let mut ask = one(TODAY, None, body);
        ask["record"] = record;
        call(&carer, "shared_write", ask);
        until(&tablet, "what the carer wrote", |tablet| own(tablet) == [121, 131, 141]);
        tablet.lock();
        drop(server);
        henro_server::restore(&config, &copy).unwrap();
        let server = Running::start(&home, "server", port);
        (Self { home, mother, tablet, carer, port }, server)
    }

    fn first_comes_the_mother(&self) {
        call(&self.mother, "record_unlock", json!({ "password": DEMO_PASSWORD }));
        pressure(&self.mother, 122);
        well(&self.mother);
        pressure(&self.mother, 123);
        well(&self.mother);
        assert_eq!(own(&self.mother), [121, 122, 123]);
    }

    fn then_the_tablet(&self) {
        call(&self.tablet, "record_unlock", json!({ "password": NEW_PASSWORD }));
        pressure(&self.tablet, 132);
        let view = well(&self.tablet);
        assert_eq!(view["waiting"], json!(0), "{view}");
    }
}

#[test]
fn who_comes_second_to_a_server_that_was_put_back_loses_nothing() {
    let (story, _server) = Story::told(Home::empty());
    story.first_comes_the_mother();
    story.then_the_tablet();
    let all = [121, 122, 123, 131, 132, 141];
    for ctx in [&story.tablet, &story.mother] {
        until(ctx, "all of it", |ctx| own(ctx) == all);
    }
    until(&story.carer, "all of it", |carer| shown(carer) == all);
    // And it goes on for everybody, also for who joins now.
    pressure(&story.mother, 124);
    until(&story.tablet, "what is new", |tablet| own(tablet).contains(&124));
    until(&story.carer, "what is new", |carer| shown(carer).contains(&124));
    let bare = Context::open(Config { demo: true, ..Config::system(story.home.path("phone")) });
    call(&story.mother, "clinical_open", json!({ "way": "device" }));
    let phone = add_on(bare, &story.mother, "電話", false);
    assert_eq!(own(&phone), [121, 122, 123, 124, 131, 132, 141]);
    for ctx in [&story.tablet, &story.mother, &story.carer, &phone] {
        well(ctx);
    }
}

#[test]
fn what_somebody_wrote_who_never_comes_back_is_laid_in_by_who_has_it() {
    let (story, _server) = Story::told(Home::empty());
    story.carer.lock();
    story.first_comes_the_mother();
    story.then_the_tablet();
    until(&story.mother, "what the carer wrote", |mother| own(mother) == [121, 122, 123, 131, 132, 141]);
    well(&story.mother);
}

#[test]
fn another_order_is_an_alarm_where_nothing_explains_it() {
    let (story, server) = Story::told(Home::empty());
    story.first_comes_the_mother();
    story.then_the_tablet();
    drop(server);
    // The copy once more, by hand: the server does not say so.
    let config = henro_server::Config::local(story.home.path("server"));
    let kept = story.home.path("kept");
    henro_testkit::copy_folder(&story.home.path("server"), &kept);
    let server = Running::start(&story.home, "server", story.port);
    story.mother.lock();
    pressure(&story.tablet, 133);
    well(&story.tablet);
    story.tablet.lock();
    drop(server);
    std::fs::remove_dir_all(&config.data).unwrap();
    henro_testkit::copy_folder(&kept, &config.data);
    let _server = Running::start(&story.home, "server", story.port);
    call(&story.mother, "record_unlock", json!({ "password": DEMO_PASSWORD }));
    for systolic in [125, 126] {
        pressure(&story.mother, systolic);
        well(&story.mother);
    }
    call(&story.tablet, "record_unlock", json!({ "password": NEW_PASSWORD }));
    let view = sync(&story.tablet);
    assert_eq!(view["state"], json!("trouble"), "{view}");
}

/// A round that ends well, and no alarm of before.
fn well(ctx: &Context) -> Value {
    let view = sync(ctx);
    let told = (&view["state"], &view["trouble"], &view["alarm"]);
    assert_eq!(told, (&json!("idle"), &Value::Null, &Value::Null), "{view}");
    view
}

fn own(ctx: &Context) -> Vec<u64> {
    devices::own_on(ctx, TODAY)
}

fn shown(ctx: &Context) -> Vec<u64> {
    let mut values = crate::live::seen(ctx);
    values.sort_unstable();
    values
}
