use std::path::{Path, PathBuf};

use henro_app::demo::Resident;
use henro_app::{Config, Context, dispatch};
use serde_json::{Value, json};

use crate::args::{Arguments, Command};
use crate::output::{Failure, reply};
use crate::{bench, gateway, output, password, serve};

/// Runs what the arguments ask for.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Rpc { list: true, .. } => {
            let table = serde_json::to_value(henro_app::command_table()).map_err(|_| Failure::Json)?;
            return reply(&table, arguments.json);
        }
        Command::Bench { name, entries, out } => {
            return bench::run(name.as_deref(), *entries, out.as_deref());
        }
        _ => {}
    }
    let ctx = Context::open(config(&arguments)?);
    let value = match &arguments.command {
        Command::Serve { port, demo, life, second, connect, until_eof } => {
            if *demo {
                match life {
                    Some(entries) => ctx.open_life(bench::life(&ctx, *entries)?).map(|_| ())?,
                    None => ctx.open_demo(resident(*second))?,
                }
                output::note(&format!("invented resident; password {}", henro_app::demo::DEMO_PASSWORD));
            }
            if let Some(address) = connect {
                ctx.connect_demo(address)?;
            }
            return serve::serve(ctx, *port, *until_eof);
        }
        Command::Gateway { every, medical, rounds } => {
            let password = password::needed(&arguments)?;
            dispatch(&ctx, "record_unlock", json!({ "password": *password }))?;
            if *medical {
                dispatch(&ctx, "clinical_open", json!({ "way": "device" }))?;
            }
            let ended = gateway::run(&ctx, *every, *rounds);
            ctx.lock();
            return ended;
        }
        Command::New { name } => {
            let password = password::needed(&arguments)?;
            dispatch(&ctx, "record_create", json!({ "name": name, "password": *password }))?
        }
        Command::Restore { file } => {
            let password = password::needed(&arguments)?;
            let file = absolute(file)?;
            dispatch(&ctx, "backup_restore", json!({ "path": text_of(&file)?, "password": *password }))?
        }
        other => {
            if let Some(password) = password::read(&arguments)? {
                dispatch(&ctx, "record_unlock", json!({ "password": *password }))?;
            }
            one(&ctx, other)?
        }
    };
    ctx.lock();
    reply(&value, arguments.json)?;
    match (&arguments.command, value["sound"].as_bool()) {
        (Command::Verify, Some(false)) => Err(Failure::Unsound),
        _ => Ok(()),
    }
}

fn one(ctx: &Context, command: &Command) -> Result<Value, Failure> {
    Ok(match command {
        Command::Rpc { name, request, .. } => {
            let body = serde_json::from_str(request).map_err(|_| Failure::Json)?;
            dispatch(ctx, name.as_deref().unwrap_or_default(), body)?
        }
        Command::Import { file, apply, rare } => {
            let plan = dispatch(ctx, "import_preview", json!({ "path": text_of(&absolute(file)?)? }))?;
            match apply {
                true => dispatch(ctx, "import_apply", json!({ "plan": plan["plan"], "rare": rare }))?,
                false => plan,
            }
        }
        Command::Export { folder, from, to } => {
            let folder = folder.as_deref().map(absolute).transpose()?;
            let folder = folder.as_deref().map(text_of).transpose()?;
            dispatch(ctx, "export_make", json!({ "from": from, "to": to, "folder": folder }))?
        }
        Command::Backup { folder } => {
            let folder = folder.as_deref().map(absolute).transpose()?;
            let folder = folder.as_deref().map(text_of).transpose()?;
            dispatch(ctx, "backup_make", json!({ "folder": folder }))?
        }
        _ => dispatch(ctx, "record_verify", json!({}))?,
    })
}

fn config(arguments: &Arguments) -> Result<Config, Failure> {
    let mut config = match (&arguments.data, &arguments.command) {
        (Some(folder), _) => Config::system(absolute(folder)?),
        (None, Command::Serve { demo: true, second, .. }) => {
            Config::demo(resident(*second)).ok_or(Failure::Folder)?
        }
        (None, _) => Config::usual(false).ok_or(Failure::Folder)?,
    };
    if let Some(at) = &arguments.at {
        config = config.at(at).ok_or(Failure::Time)?;
    }
    if let Some(times) = arguments.pace {
        config = config.going(times);
    }
    Ok(config)
}

fn resident(second: bool) -> Resident {
    if second { Resident::Second } else { Resident::First }
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    Ok(std::path::absolute(path)?)
}

fn text_of(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or(Failure::Folder)
}
