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
    calc_egfr(CalcEgfr) -> CalcEgfrReply, rules::egfr;
    calc_energy_day(CalcEnergyDay) -> CalcEnergyDayReply, calculators::energy_day;
    calc_energy_ratio(CalcEnergyRatio) -> CalcEnergyRatioReply, calculators::energy_ratio;
    calc_exercise(CalcExercise) -> CalcExerciseReply, calculators::exercise;
    calc_forecast(CalcForecast) -> CalcForecastReply, rules::forecast;
    calc_guidance_level(CalcGuidanceLevel) -> CalcJudged, rules::guidance_level;
    calc_hba1c(CalcHba1c) -> CalcHba1cReply, rules::hba1c;
    calc_home_pressure(CalcHomePressure) -> CalcHomePressureReply, calculators::home_pressure;
    calc_intake_reference(CalcIntakeReference) -> CalcIntakeReferenceReply, calculators::intake_reference;
    calc_ldl(CalcLdl) -> CalcLdlReply, rules::ldl;
    calc_metabolic(CalcMetabolic) -> CalcJudged, rules::metabolic;
    calc_nutrition(CalcNutrition) -> CalcNutritionReply, calculators::nutrition;
    calc_nutrition_day(CalcNutritionDay) -> CalcNutritionDayReply, calculators::nutrition_day;
    calc_pressure_class(CalcPressureClass) -> CalcPressureClassReply, rules::pressure_class;
    calc_pressure_watch(CalcPressureWatch) -> CalcPressureWatchReply, rules::pressure_watch;
    calc_steps(CalcSteps) -> CalcStepsReply, calculators::steps;
    calc_walk(CalcWalk) -> WalkView, calculators::walk;
    calc_walking_mets(CalcWalkingMets) -> CalcWalkingMetsReply, calculators::walking_mets;
    calc_weekly_activity(CalcWeeklyActivity) -> CalcWeeklyActivityReply, calculators::weekly_activity;
    calc_weight_watch(CalcWeightWatch) -> CalcWeightWatchReply, rules::weight_watch;
    calendar_read(CalendarAsk) -> CalendarView, day::calendar, provides [Entries];
    card_check(CardCheck) -> CardReport, key::card_check, provides [Cards, Keys];
    card_enrol(CardEnrol) -> FactorList, key::card_enrol, changes [Record, Keys, Cards];
    card_plan(CardPlan) -> CardPlanView, key::card_plan, changes [Cards];
    card_swap(CardSwap) -> RecordStatus, key::card_swap, changes [Record, Keys];
    card_watch(CardWatch) -> CardsView, key::card_watch, provides [Cards, Keys];
    checkup_answer(CheckupReplyTo) -> CheckupPlan, checkup::answer;
    checkup_batches(Empty) -> ImportList, checkup::batches, provides [Medical];
    checkup_beside(CheckupBeside) -> CheckupPlan, checkup::beside;
    checkup_cancel(CheckupPlanOne) -> Empty, checkup::cancel;
    checkup_columns(CheckupColumns) -> CheckupPlan, checkup::columns;
    checkup_commit(CheckupCommit) -> CheckupDone, checkup::commit, changes [Medical];
    checkup_edit(CheckupEdit) -> CheckupEdited, checkup::edit, changes [Medical];
    checkup_export(CheckupOne) -> ExportFile, checkup::export;
    checkup_faults(CheckupPlanOne) -> ExportFile, checkup::faults_file;
    checkup_item(CheckupItemAsk) -> CheckupItemPage, checkup::item, provides [Medical, Profile];
    checkup_items(CheckupItemSearch) -> CheckupItems, checkup::search;
    checkup_layout_delete(CheckupLayoutOne) -> CheckupLayouts, checkup::layout_delete, changes [Medical];
    checkup_layout_file(CheckupLayoutOne) -> ExportFile, checkup::layout_file;
    checkup_layout_list(Empty) -> CheckupLayouts, checkup::layout_list, provides [Medical];
    checkup_preview(CheckupPreview) -> CheckupPlan, checkup::preview;
    checkup_typed(EntryOne) -> CheckupSheet, checkup::typed, provides [Medical];
    checkup_undo(CheckupBatchOne) -> EntryCount, checkup::undo, changes [Medical];
    checkup_write(CheckupWrite) -> CheckupDone, checkup::write, changes [Medical];
    checkup_years(Empty) -> CheckupYears, checkup::years, provides [Medical, Profile, Entries];
    child_checkup_record(ChildVisit) -> PaperRecorded, child::child_checkup_record, changes [Medical];
    child_checkups(Empty) -> ChildCheckups, child::child_checkups, provides [Profile, Medical, Keys];
    clinical_close(Empty) -> RecordStatus, key::clinical_close, changes [Record, Keys];
    clinical_counts(Empty) -> ClinicalCounts, clinical::counts, provides [Medical, Keys];
    clinical_delete(EntryIds) -> EntryCount, clinical::delete, changes [Medical];
    clinical_deleted(Empty) -> ClinicalPage, clinical::deleted, provides [Medical, Keys];
    clinical_draft_list(Empty) -> ClinicalDrafts, clinical::draft_list, provides [Drafts, Keys];
    clinical_draft_write(ClinicalDraftText) -> Empty, clinical::draft_write, changes [Drafts];
    clinical_edit(ClinicalEdit) -> EntryRecorded, clinical::edit, changes [Medical];
    clinical_history(EntryOne) -> ClinicalHistory, clinical::history, provides [Medical, Keys];
    clinical_list(ClinicalAsk) -> ClinicalPage, clinical::list, provides [Medical, Keys];
    clinical_open(ClinicalOpen) -> RecordStatus, key::clinical_open, changes [Record, Keys];
    clinical_record(ClinicalRecord) -> EntryRecorded, clinical::record, changes [Medical];
    clinical_rekey(ClinicalRekey) -> FactorList, key::clinical_rekey, changes [Record, Keys, Cards];
    clinical_restore(EntryIds) -> EntryCount, clinical::restore, changes [Medical];
    conflict_list(Empty) -> ConflictList, clinical::conflict_list, provides [Medical, Keys];
    conflict_settle(ConflictSettle) -> ConflictList, clinical::conflict_settle, changes [Medical];
    contact_add(ContactAdd) -> ContactList, share::contact_add, changes [Share];
    contact_list(Empty) -> ContactList, share::contact_list, provides [Share];
    contact_remove(ContactOne) -> ContactList, share::contact_remove, changes [Share];
    contact_verify(ContactOne) -> ContactList, share::contact_verify, changes [Share];
    day_read(DayAsk) -> DayView, day::read, provides [Entries, Profile, Walk];
    desk_begin(DeskBegin) -> DeskView, desk::desk_begin, changes [Desk];
    desk_check(DeskCheck) -> DeskChecked, desk::desk_check, changes [Desk];
    desk_import(DeskFile) -> DeskImported, desk::desk_import, changes [Desk];
    desk_import_preview(DeskFile) -> DeskImportPlan, desk::desk_import_preview;
    desk_issue(DeskIssue) -> DeskIssued, desk::desk_issue, changes [Desk];
    desk_issue_plan(DeskIssuePlan) -> DeskIssueView, desk::desk_issue_plan;
    desk_letter(DeskNumber) -> DeskLetter, desk::desk_letter, changes [Desk];
    desk_letter_done(Empty) -> Empty, desk::desk_letter_done;
    desk_log(DeskLogAsk) -> DeskLog, desk::desk_log, provides [Desk];
    desk_people(DeskPeopleAsk) -> DeskPeople, desk::desk_people, provides [Desk];
    desk_person_add(DeskPersonAdd) -> DeskPersonView, desk::desk_person_add, changes [Desk];
    desk_person_remove(DeskPersonRemove) -> Empty, desk::desk_person_remove, changes [Desk];
    desk_person_rename(DeskPersonAdd) -> DeskPersonView, desk::desk_person_rename, changes [Desk];
    desk_read(Empty) -> DeskView, desk::desk_read, provides [Desk, Keys];
    desk_revoke(DeskNumber) -> DeskPersonView, desk::desk_revoke, changes [Desk];
    device_enrol(DeviceEnrol) -> FactorList, key::device_enrol, changes [Record, Keys];
    device_list(Empty) -> DeviceList, share::device_list, provides [Share];
    device_remove(DeviceOne) -> DeviceList, share::device_remove, changes [Share];
    device_rename(DeviceRename) -> DeviceList, share::device_rename, changes [Share];
    document_edit(DocumentEdit) -> EntryRecorded, document::document_edit, changes [Medical];
    document_list(DocumentAsk) -> DocumentList, document::document_list, provides [Medical, Keys];
    document_page_read(DocumentPageAsk) -> PhotoView, document::document_page_read, provides [Medical, Keys];
    document_page_save(DocumentSave) -> VaccineFile, document::document_page_save;
    document_page_write(DocumentPageWrite) -> DocumentPage, document::document_page_write;
    document_read(EntryOne) -> DocumentView, document::document_read, provides [Medical, Keys];
    document_record(DocumentRecord) -> EntryRecorded, document::document_record, changes [Medical];
    dose_edit(DoseEdit) -> EntryRecorded, clinical::dose_edit, changes [Medical];
    dose_list(Empty) -> DoseList, clinical::dose_list, provides [Medical, Keys];
    dose_photo_read(DosePhotoAsk) -> PhotoView, child::dose_photo_read, provides [Medical, Keys];
    dose_photo_remove(EntryOne) -> EntryRecorded, child::dose_photo_remove, changes [Medical];
    dose_photo_write(DosePhotoWrite) -> EntryRecorded, child::dose_photo_write, changes [Medical];
    dose_record(DoseRecord) -> EntryRecorded, clinical::dose_record, changes [Medical];
    draft_list(DayAsk) -> DraftList, day::draft_list, provides [Drafts];
    draft_write(DraftWrite) -> Empty, day::draft_write, changes [Drafts];
    email_join(EmailJoin) -> RecordStatus, share::email_join, changes [Record, Profile, Entries, Walk, Drafts, Keys, Share];
    email_remove(Empty) -> EmailView, share::email_remove, changes [Share];
    email_set(EmailSet) -> EmailView, share::email_set, changes [Share];
    email_status(Empty) -> EmailView, share::email_status, provides [Share];
    emergency_print(EmergencyPrint) -> EmergencyFile, clinical::emergency_print;
    emergency_read(Empty) -> EmergencyView, clinical::emergency_read, provides [Medical, Keys, Profile];
    enrol_begin(EnrolBegin) -> EnrolView, share::enrol_begin;
    enrol_cancel(Empty) -> Empty, share::enrol_cancel;
    enrol_check(EnrolTyped) -> EnrolChecked, share::enrol_check;
    enrol_confirm(EnrolConfirm) -> EnrolView, share::enrol_confirm, changes [Share];
    enrol_look(Empty) -> EnrolView, share::enrol_look;
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
    gift_make(GiftMake) -> GiftMade, share::gift_make, changes [Family, Record];
    gift_read(Empty) -> GiftView, share::gift_read, provides [Family];
    grant_give(GrantAsk) -> GrantList, share::grant_give, changes [Share];
    grant_list(Empty) -> GrantList, share::grant_list, provides [Share];
    grant_preview(GrantAsk) -> GrantPreview, share::grant_preview, provides [Share, Entries, Medical, Keys];
    grant_revoke(GrantRevoke) -> GrantList, share::grant_revoke, changes [Share];
    growth_born(GrowthBorn) -> GrowthWritten, child::growth_born, changes [Medical];
    growth_read(GrowthRead) -> GrowthView, child::growth_read, provides [Medical, Keys, Profile, Entries];
    growth_record(GrowthRecord) -> GrowthWritten, child::growth_record, changes [Medical];
    growth_score(GrowthScore) -> GrowthScoreReply, child::score;
    guardian_add(GuardianAdd) -> GuardianList, share::guardian_add, changes [Family, Share];
    guardian_ask_removal(GuardianOne) -> GuardianList, share::guardian_ask_removal, changes [Family, Share];
    guardian_connect(PersonOne) -> GuardianList, share::guardian_connect, changes [Family, Share];
    guardian_keep(GuardianOne) -> GuardianList, share::guardian_keep, changes [Family, Share];
    guardian_leave(PersonOne) -> GuardianList, share::guardian_leave, changes [Family, Share];
    guardian_list(PersonOne) -> GuardianList, share::guardian_list, provides [Family, Share];
    guardian_remove(GuardianOne) -> GuardianList, share::guardian_remove, changes [Family, Share];
    handover_begin(HandoverBegin) -> HandoverView, share::handover_begin, changes [Family];
    handover_cancel(PersonOne) -> Empty, share::handover_cancel, changes [Family];
    handover_confirm(PersonOne) -> HandoverView, share::handover_confirm, changes [Family, Share];
    handover_letter(PersonOne) -> HandoverLetter, share::handover_letter, provides [Profile];
    handover_look(PersonOne) -> HandoverView, share::handover_look;
    import_apply(ImportApply) -> ImportDone, transfer::apply, changes [Entries, Walk];
    import_list(Empty) -> ImportList, transfer::list, provides [Entries];
    import_preview(ImportPreview) -> ImportPlan, transfer::preview;
    import_undo(ImportUndo) -> EntryCount, transfer::undo, changes [Entries, Walk];
    join_begin(JoinBegin) -> JoinView, share::join_begin;
    join_cancel(Empty) -> Empty, share::join_cancel;
    join_finish(JoinFinish) -> RecordStatus, share::join_finish, changes [Record, Profile, Entries, Walk, Drafts, Share];
    join_look(Empty) -> JoinView, share::join_look;
    letter_write(EntryRecord) -> LetterKept, key::letter_write, changes [Record];
    line_read(LineRead) -> LineView, line::read;
    look_list(Empty) -> LookList, share::look_list, provides [Share];
    look_seen(LookSeen) -> Empty, share::look_seen, changes [Share, Family];
    map_read(MapAsk) -> MapView, walk::map;
    member_begin(OrgMemberAdd) -> EnrolView, share::member_begin;
    member_remove(OrgMemberOne) -> OrgView, share::member_remove, changes [Share];
    member_tasks(OrgTasks) -> OrgView, share::member_tasks, changes [Share];
    membership_begin(MembershipBegin) -> JoinView, share::membership_begin;
    membership_cancel(Empty) -> Empty, share::membership_cancel, changes [Share];
    membership_list(Empty) -> MembershipList, share::membership_list, provides [Share];
    membership_look(Empty) -> JoinView, share::membership_look;
    org_begin(OrgBegin) -> OrgView, share::org_begin, changes [Share];
    org_log(Empty) -> OrgLog, share::org_log, provides [Share];
    org_read(Empty) -> OrgView, share::org_read, provides [Share];
    org_renew(Empty) -> OrgView, share::org_renew, changes [Share];
    near_begin(NearBegin) -> NearView, share::near_begin;
    near_cancel(Empty) -> Empty, share::near_cancel;
    near_join(NearJoin) -> ParcelDone, share::near_join, changes [Share, Entries, Walk, Profile];
    near_look(Empty) -> NearView, share::near_look, changes [Share, Entries, Walk, Profile];
    own_dish_list(Empty) -> OwnDishList, food::own_dishes, provides [Entries];
    parcel_look(ParcelFile) -> ParcelView, share::parcel_look;
    parcel_make(ParcelMake) -> ParcelMade, share::parcel_make;
    parcel_read(ParcelFile) -> ParcelDone, share::parcel_read, changes [Share, Entries, Walk, Profile];
    password_change(PasswordChange) -> Empty, record::password_change;
    paper_list(Empty) -> PaperList, paper::paper_list, provides [Medical, Keys, Profile];
    paper_open(PaperAsk) -> PaperSheetView, paper::paper_open, provides [Medical, Keys, Profile, Entries];
    paper_print(PaperPrint) -> VaccineFile, paper::paper_print;
    paper_read(EntryOne) -> PaperView, paper::paper_read, provides [Medical, Keys, Profile];
    paper_record(PaperRecord) -> PaperRecorded, paper::paper_record, changes [Medical];
    person_add(PersonAdd) -> PersonList, person::person_add, changes [Family];
    person_edit(PersonEdit) -> PersonList, person::person_edit, changes [Family, Profile, Walk];
    person_list(Empty) -> PersonList, person::person_list, provides [Family, Profile, Entries, Medical, Keys];
    person_remove(PersonOne) -> PersonList, person::person_remove, changes [Family];
    person_restore(PersonOne) -> PersonList, person::person_restore, changes [Family];
    person_switch(PersonSwitch) -> RecordStatus, person::person_switch, changes [Family, Record, Keys];
    photo_read(PersonOne) -> PhotoView, person::photo_read, provides [Profile];
    photo_remove(PersonOne) -> PersonList, person::photo_remove, changes [Family, Profile];
    photo_write(PhotoWrite) -> PersonList, person::photo_write, changes [Family, Profile];
    pregnancy_born(PregnancyBorn) -> PaperRecorded, pregnancy::pregnancy_born, changes [Medical];
    pregnancy_calendar(PregnancyCalendar) -> VaccineFile, pregnancy::pregnancy_calendar;
    pregnancy_due(PregnancyDue) -> PaperRecorded, pregnancy::pregnancy_due, changes [Medical];
    pregnancy_next(PregnancyNextDay) -> PaperRecorded, pregnancy::pregnancy_next, changes [Medical];
    pregnancy_print(PregnancyPrint) -> VaccineFile, pregnancy::pregnancy_print;
    pregnancy_read(PregnancyAsk) -> PregnancyView, pregnancy::pregnancy_read, provides [Medical, Keys];
    pregnancy_record(PregnancyVisit) -> PaperRecorded, pregnancy::pregnancy_record, changes [Medical];
    problem_edit(ProblemEdit) -> EntryRecorded, clinical::problem_edit, changes [Medical];
    problem_list(ProblemAsk) -> ProblemList, clinical::problem_list, provides [Medical, Keys];
    problem_record(ProblemRecord) -> EntryRecorded, clinical::problem_record, changes [Medical];
    profile_read(Empty) -> Profile, record::profile_read, provides [Profile];
    profile_write(Profile) -> Profile, record::profile_write, changes [Profile, Record, Walk, Family];
    rank_join(RankJoin) -> RankView, share::rank_join, changes [Share];
    rank_leave(Empty) -> RankView, share::rank_leave, changes [Share];
    rank_read(Empty) -> RankView, share::rank_read, provides [Share, Entries];
    rank_refresh(Empty) -> RankView, share::rank_refresh, changes [Share];
    receive_agree(Empty) -> ReceiveView, share::receive_agree;
    receive_begin(ReceiveBegin) -> ReceiveView, share::receive_begin;
    receive_cancel(Empty) -> Empty, share::receive_cancel;
    receive_look(Empty) -> ReceiveView, share::receive_look;
    record_create(RecordCreate) -> RecordStatus, record::create, changes [Record, Profile, Entries, Walk, Drafts];
    record_lock(Empty) -> RecordStatus, record::lock, changes [Record];
    record_put_aside(Empty) -> RecordStatus, record::put_aside, changes [Record];
    record_status(Empty) -> RecordStatus, record::status, provides [Record, Settings];
    record_touch(Empty) -> Empty, record::touch;
    record_unlock(RecordUnlock) -> RecordStatus, record::unlock, changes [Record, Profile, Entries, Walk, Drafts, Keys, Cards];
    record_verify(Empty) -> VerifyReport, record::verify;
    rekey_plan(Empty) -> RekeyPlan, key::rekey_plan, provides [Keys, Cards];
    report_list(Empty) -> ReportList, clinical::report_list, provides [Medical, Keys];
    report_read(EntryOne) -> ReportView, clinical::report_read, provides [Medical, Keys];
    rhythm_read(RhythmAsk) -> RhythmView, rhythm::read, provides [Entries, Profile];
    settings_read(Empty) -> Settings, record::settings_read, provides [Settings];
    settings_write(Settings) -> Settings, record::settings_write, changes [Settings];
    share_connect(ShareConnect) -> ShareView, share::share_connect, changes [Share, Entries];
    share_disconnect(Empty) -> ShareView, share::share_disconnect, changes [Share];
    share_status(Empty) -> ShareView, share::share_status, provides [Share, Keys];
    share_sync(Empty) -> ShareView, share::share_sync, changes [Share, Entries, Walk, Family, Medical];
    share_watch(ShareWatch) -> ShareNews, share::share_watch, provides [Share];
    shared_delete(SharedIds) -> EntryCount, share::shared_delete, changes [Share];
    shared_due(Empty) -> SharedDueList, share::shared_due, provides [Share];
    shared_edit(SharedEdit) -> EntryRecorded, share::shared_edit, changes [Share];
    shared_history(SharedOne) -> EntryHistory, share::shared_history, provides [Share];
    shared_list(Empty) -> SharedList, share::shared_list, provides [Share];
    shared_medical(SharedMedicalAsk) -> SharedMedicalView, share::shared_medical, provides [Share, Medical, Keys];
    shared_read(SharedAsk) -> SharedView, share::shared_read, provides [Share];
    shared_restore(SharedIds) -> EntryCount, share::shared_restore, changes [Share];
    shared_rhythm(SharedRhythm) -> RhythmView, share::shared_rhythm, provides [Share];
    shared_write(SharedWrite) -> EntryRecorded, share::shared_write, changes [Share];
    sheet_check(SheetTyped) -> SheetChecked, key::sheet_check;
    sheet_confirm(SheetTyped) -> FactorList, key::sheet_confirm, changes [Record, Keys];
    sheet_make(SheetMake) -> SheetsMade, key::sheet_make, changes [Keys];
    sheet_open(SheetOpen) -> RecordStatus, key::sheet_open, changes [Record, Profile, Settings, Entries, Walk, Drafts, Keys];
    sheet_print(Empty) -> SheetFiles, key::sheet_print;
    source_list(Empty) -> SourceList, record::sources;
    teen_accept(TeenAccept) -> TeenView, share::teen_accept, changes [Share, Entries, Walk];
    teen_give(TeenGive) -> TeenGiven, share::teen_give, changes [Family, Share];
    teen_given(PersonOne) -> TeenGiven, share::teen_given, provides [Family, Share];
    teen_keep(TeenKeep) -> TeenView, share::teen_keep, changes [Share, Entries];
    teen_read(Empty) -> TeenView, share::teen_read, provides [Share];
    teen_tell(TeenTell) -> TeenView, share::teen_tell, changes [Share];
    temple_read(TempleAsk) -> TempleView, walk::temple, provides [Walk, Entries];
    timeline_read(TimelineAsk) -> TimelinePage, timeline::read, provides [Entries, Medical, Keys, Family];
    timeline_search(TimelineSearch) -> TimelineFound, timeline::search, provides [Entries, Medical, Keys, Family];
    vaccine_calendar(VaccineCalendar) -> VaccineFile, child::vaccine_calendar;
    vaccine_choose(VaccineChoose) -> EntryRecorded, child::vaccine_choose, changes [Medical];
    vaccine_list(Empty) -> VaccineChoices, child::vaccine_list;
    vaccine_mother(VaccineMother) -> EntryRecorded, child::vaccine_mother, changes [Medical];
    vaccine_plan(VaccinePlan) -> VaccinePlanReply, child::plan;
    vaccine_print(VaccinePrint) -> VaccineFile, child::vaccine_print;
    vaccine_proof(Empty) -> VaccineProof, child::vaccine_proof, provides [Medical, Keys, Profile];
    vaccine_read(Empty) -> VaccineView, child::vaccine_read, provides [Medical, Keys, Profile];
    walk_read(Empty) -> WalkView, walk::read, provides [Walk, Entries, Profile];
    walk_write(WalkSettings) -> WalkView, walk::write, changes [Walk];
    watch_give(WatchAsk) -> WatchList, share::watch_give, changes [Share];
    watch_list(Empty) -> WatchList, share::watch_list, provides [Share];
    watch_preview(WatchAsk) -> WatchPreview, share::watch_preview, provides [Share, Entries];
    watch_stop(GrantOne) -> WatchList, share::watch_stop, changes [Share];
}

/// Commands about one record: the person's own, or the one that `subject` in the request names. All others are about keys, files,
/// the account or nobody, and a subject there is refused, so that nothing meant for one person is done to another.
pub(crate) const OF_SUBJECT: [&str; 114] = [
    "activity_search",
    "calendar_read",
    "checkup_answer",
    "checkup_batches",
    "checkup_beside",
    "checkup_cancel",
    "checkup_columns",
    "checkup_commit",
    "checkup_edit",
    "checkup_export",
    "checkup_faults",
    "checkup_item",
    "checkup_layout_delete",
    "checkup_layout_file",
    "checkup_layout_list",
    "checkup_preview",
    "checkup_typed",
    "checkup_undo",
    "checkup_write",
    "checkup_years",
    "child_checkup_record",
    "child_checkups",
    "clinical_close",
    "clinical_counts",
    "clinical_delete",
    "clinical_deleted",
    "clinical_draft_list",
    "clinical_draft_write",
    "clinical_edit",
    "clinical_history",
    "clinical_list",
    "clinical_open",
    "clinical_record",
    "clinical_restore",
    "conflict_list",
    "conflict_settle",
    "day_read",
    "document_edit",
    "document_list",
    "document_page_read",
    "document_page_save",
    "document_page_write",
    "document_read",
    "document_record",
    "dose_edit",
    "dose_list",
    "dose_photo_read",
    "dose_photo_remove",
    "dose_photo_write",
    "dose_record",
    "draft_list",
    "draft_write",
    "emergency_print",
    "emergency_read",
    "entry_delete",
    "entry_deleted",
    "entry_edit",
    "entry_history",
    "entry_list",
    "entry_record",
    "entry_restore",
    "export_make",
    "food_browse",
    "food_favourites",
    "food_search",
    "grant_give",
    "grant_list",
    "grant_preview",
    "grant_revoke",
    "growth_born",
    "growth_read",
    "growth_record",
    "import_apply",
    "import_list",
    "import_preview",
    "import_undo",
    "line_read",
    "look_list",
    "look_seen",
    "map_read",
    "own_dish_list",
    "paper_list",
    "paper_open",
    "paper_print",
    "paper_read",
    "paper_record",
    "pregnancy_born",
    "pregnancy_calendar",
    "pregnancy_due",
    "pregnancy_next",
    "pregnancy_print",
    "pregnancy_read",
    "pregnancy_record",
    "problem_edit",
    "problem_list",
    "problem_record",
    "profile_read",
    "profile_write",
    "record_status",
    "record_verify",
    "report_list",
    "report_read",
    "rhythm_read",
    "temple_read",
    "timeline_read",
    "timeline_search",
    "vaccine_calendar",
    "vaccine_choose",
    "vaccine_mother",
    "vaccine_print",
    "vaccine_proof",
    "vaccine_read",
    "walk_read",
    "walk_write",
];
