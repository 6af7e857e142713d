//! The only list of commands. Each line is `noun_verb(Request) -> Reply, provides [..] changes [..]`.
//!
//! A face calls [`crate::dispatch`] with a name and JSON; the table makes the router, the schemas of
//! `henro-cli rpc --list` and the tags by which screens refresh. To add a command: its wire types in
//! `wire/`, its use case in a noun's folder, one line here.

use crate::wire::*;

crate::table::commands! {
    activity_search(ActivitySearch) -> ActivityViews, activity::search, provides [Activity, Profile];
    backup_list(Empty) -> BackupList, record::backup_list, provides [Record];
    backup_make(BackupMake) -> BackupFile, record::backup_make, changes [Record];
    backup_restore(BackupRestore) -> RecordStatus, record::backup_restore, changes [Record, Profile, Settings, Entries, Walk, Drafts];
    calc_alcohol(CalcAlcohol) -> CalcAlcoholReply, calculators::alcohol;
    calc_basal(CalcBasal) -> CalcBasalReply, calculators::basal;
    calc_bmi(CalcBmi) -> CalcBmiReply, calculators::bmi;
    calc_energy_day(CalcEnergyDay) -> CalcEnergyDayReply, calculators::energy_day;
    calc_energy_ratio(CalcEnergyRatio) -> CalcEnergyRatioReply, calculators::energy_ratio;
    calc_exercise(CalcExercise) -> CalcExerciseReply, calculators::exercise;
    calc_home_pressure(CalcHomePressure) -> CalcHomePressureReply, calculators::home_pressure;
    calc_intake_reference(CalcIntakeReference) -> CalcIntakeReferenceReply, calculators::intake_reference;
    calc_nutrition(CalcNutrition) -> CalcNutritionReply, calculators::nutrition;
    calc_nutrition_day(CalcNutritionDay) -> CalcNutritionDayReply, calculators::nutrition_day;
    calc_steps(CalcSteps) -> CalcStepsReply, calculators::steps;
    calc_walk(CalcWalk) -> WalkView, calculators::walk;
    calc_walking_mets(CalcWalkingMets) -> CalcWalkingMetsReply, calculators::walking_mets;
    calc_weekly_activity(CalcWeeklyActivity) -> CalcWeeklyActivityReply, calculators::weekly_activity;
    calendar_read(CalendarAsk) -> CalendarView, day::calendar, provides [Entries];
    card_check(CardCheck) -> CardReport, key::card_check, provides [Cards, Keys];
    card_enrol(CardEnrol) -> FactorList, key::card_enrol, changes [Record, Keys, Cards];
    card_plan(CardPlan) -> CardPlanView, key::card_plan, changes [Cards];
    card_swap(CardSwap) -> RecordStatus, key::card_swap, changes [Record, Keys];
    card_watch(CardWatch) -> CardsView, key::card_watch, provides [Cards, Keys];
    clinical_close(Empty) -> RecordStatus, key::clinical_close, changes [Record, Keys];
    clinical_open(ClinicalOpen) -> RecordStatus, key::clinical_open, changes [Record, Keys];
    day_read(DayAsk) -> DayView, day::read, provides [Entries, Profile, Walk];
    desk_begin(DeskBegin) -> DeskView, desk::desk_begin, changes [Desk];
    desk_check(DeskCheck) -> DeskChecked, desk::desk_check, changes [Desk];
    desk_import(DeskFile) -> DeskImported, desk::desk_import, changes [Desk];
    desk_import_preview(DeskFile) -> DeskImportPlan, desk::desk_import_preview;
    desk_issue(DeskIssue) -> DeskIssued, desk::desk_issue, changes [Desk];
    desk_issue_plan(DeskIssuePlan) -> DeskIssueView, desk::desk_issue_plan;
    desk_letter(DeskNumber) -> DeskLetter, desk::desk_letter, changes [Desk];
    desk_log(DeskLogAsk) -> DeskLog, desk::desk_log, provides [Desk];
    desk_people(DeskPeopleAsk) -> DeskPeople, desk::desk_people, provides [Desk];
    desk_person_add(DeskPersonAdd) -> DeskPersonView, desk::desk_person_add, changes [Desk];
    desk_person_rename(DeskPersonAdd) -> DeskPersonView, desk::desk_person_rename, changes [Desk];
    desk_read(Empty) -> DeskView, desk::desk_read, provides [Desk, Keys];
    desk_revoke(DeskNumber) -> DeskPersonView, desk::desk_revoke, changes [Desk];
    device_enrol(DeviceEnrol) -> FactorList, key::device_enrol, changes [Record, Keys];
    draft_list(DayAsk) -> DraftList, day::draft_list, provides [Drafts];
    draft_write(DraftWrite) -> Empty, day::draft_write, changes [Drafts];
    entry_delete(EntryIds) -> EntryCount, entry::delete, changes [Entries, Walk];
    entry_deleted(Empty) -> EntryViews, entry::deleted, provides [Entries];
    entry_edit(EntryEdit) -> EntryRecorded, entry::edit, changes [Entries, Walk];
    entry_history(EntryOne) -> EntryHistory, entry::history, provides [Entries];
    entry_list(EntryList) -> EntryViews, entry::list, provides [Entries];
    entry_record(EntryRecord) -> EntryRecorded, entry::record, changes [Entries, Walk];
    entry_restore(EntryIds) -> EntryCount, entry::restore, changes [Entries, Walk];
    export_make(ExportMake) -> ExportFile, transfer::export;
    factor_list(Empty) -> FactorList, key::factor_list, provides [Keys];
    factor_remove(FactorOne) -> FactorList, key::factor_remove, changes [Record, Keys, Cards];
    factor_rename(FactorRename) -> FactorList, key::factor_rename, changes [Keys];
    food_browse(FoodBrowse) -> FoodViews, food::browse;
    food_favourites(FoodFavourites) -> FoodViews, food::favourites, provides [Entries];
    food_search(FoodSearch) -> FoodViews, food::search, provides [Entries];
    import_apply(ImportApply) -> ImportDone, transfer::apply, changes [Entries, Walk];
    import_list(Empty) -> ImportList, transfer::list, provides [Entries];
    import_preview(ImportPreview) -> ImportPlan, transfer::preview;
    import_undo(ImportUndo) -> EntryCount, transfer::undo, changes [Entries, Walk];
    letter_write(EntryRecord) -> LetterKept, key::letter_write, changes [Record];
    line_read(LineRead) -> LineView, line::read;
    map_read(MapAsk) -> MapView, walk::map;
    own_dish_list(Empty) -> OwnDishList, food::own_dishes, provides [Entries];
    password_change(PasswordChange) -> Empty, record::password_change;
    profile_read(Empty) -> Profile, record::profile_read, provides [Profile];
    profile_write(Profile) -> Profile, record::profile_write, changes [Profile, Record, Walk];
    record_create(RecordCreate) -> RecordStatus, record::create, changes [Record, Profile, Entries, Walk, Drafts];
    record_lock(Empty) -> RecordStatus, record::lock, changes [Record];
    record_status(Empty) -> RecordStatus, record::status, provides [Record, Settings];
    record_touch(Empty) -> Empty, record::touch;
    record_unlock(RecordUnlock) -> RecordStatus, record::unlock, changes [Record, Profile, Entries, Walk, Drafts];
    record_verify(Empty) -> VerifyReport, record::verify;
    rhythm_read(RhythmAsk) -> RhythmView, rhythm::read, provides [Entries, Profile];
    settings_read(Empty) -> Settings, record::settings_read, provides [Settings];
    settings_write(Settings) -> Settings, record::settings_write, changes [Settings];
    sheet_check(SheetTyped) -> SheetChecked, key::sheet_check;
    sheet_confirm(SheetTyped) -> FactorList, key::sheet_confirm, changes [Record, Keys];
    sheet_make(SheetMake) -> SheetsMade, key::sheet_make, changes [Keys];
    sheet_open(SheetOpen) -> RecordStatus, key::sheet_open, changes [Record, Profile, Settings, Entries, Walk, Drafts, Keys];
    sheet_print(Empty) -> SheetFiles, key::sheet_print;
    source_list(Empty) -> SourceList, record::sources;
    temple_read(TempleAsk) -> TempleView, walk::temple, provides [Walk, Entries];
    walk_read(Empty) -> WalkView, walk::read, provides [Walk, Entries, Profile];
    walk_write(WalkSettings) -> WalkView, walk::write, changes [Walk];
}
